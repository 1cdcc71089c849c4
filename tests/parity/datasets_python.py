"""Writes data sets as their own ecosystems do: CIFAR with Python's pickle and numpy, archives with tarfile and zipfile,
lists with csv and json. Called by datasets_python.cpp with a folder; expected.txt in it has a line a data set:
    NAME PART IMAGES FINGERPRINT-GROUP LABELS
Data sets of one fingerprint group hold the same images; labels are parted by commas, "-" where there are none.
"""
import csv
import io
import json
import pathlib
import pickle
import sys
import tarfile
import zipfile

import numpy as np
from PIL import Image

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(3)
lines = []


def expect(name, part, images, group, labels):
    lines.append("\t".join([name, part, str(images), group, ",".join(map(str, labels)) or "-"]))


def pack(name, source, **options):
    with tarfile.open(folder / name, **options) as archive:
        archive.add(source, source.name)


for classes, kind in ((10, "cifar-10"), (100, "cifar-100")):
    binary = folder / (f"{kind}-batches-bin" if classes == 10 else f"{kind}-binary")
    python = folder / (f"{kind}-batches-py" if classes == 10 else f"{kind}-python")
    binary.mkdir(), python.mkdir()
    batches = [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"] if classes == 10 else ["train", "test"]
    all_labels = {"train": [], "test": []}
    for number, name in enumerate(batches):
        count = 7
        data = random.integers(0, 256, (count, 3072), dtype=np.uint8)
        fine = random.integers(0, classes, count).tolist()
        coarse = [label // 5 for label in fine]
        part = "test" if "test" in name else "train"
        all_labels[part] += fine
        labels = np.array([fine] if classes == 10 else [coarse, fine], dtype=np.uint8).T
        (binary / f"{name}.bin").write_bytes(np.concatenate([labels, data], axis=1).tobytes())
        content = {"batch_label": name, "data": data, "filenames": [f"{i}.png" for i in range(count)]}
        content |= {"labels": fine} if classes == 10 else {"fine_labels": fine, "coarse_labels": coarse}
        if number % 2 == 0:  # as the original files, which Python 2 wrote
            content = {key.encode(): value for key, value in content.items()}
        (python / name).write_bytes(pickle.dumps(content, protocol=2 + number % 4))
    names = [f"class_{i}" for i in range(classes)]
    if classes == 10:
        (binary / "batches.meta.txt").write_text("\n".join(names) + "\n\n")
        (python / "batches.meta").write_bytes(pickle.dumps({"label_names": names, "num_vis": 3072}, protocol=2))
    else:
        coarse_names = [f"kind_{i}" for i in range(20)]
        (binary / "fine_label_names.txt").write_text("\n".join(names) + "\n")
        (binary / "coarse_label_names.txt").write_text("\n".join(coarse_names) + "\n")
        (python / "meta").write_bytes(
            pickle.dumps({b"fine_label_names": names, b"coarse_label_names": coarse_names}, protocol=2))
    pack(f"{kind}-python.tar.gz", python, mode="w:gz", format=tarfile.PAX_FORMAT)
    pack(f"{kind}-binary.tar.gz", binary, mode="w:gz", format=tarfile.GNU_FORMAT)
    pack(f"{kind}-python.tar", python, mode="w", format=tarfile.USTAR_FORMAT)
    for place in (binary.name, python.name, f"{kind}-python.tar.gz", f"{kind}-binary.tar.gz", f"{kind}-python.tar"):
        for part, labels in all_labels.items():
            expect(place, part, len(labels), f"{kind} {part}", labels)

# An image folder with long and odd names, and the same in archives and lists.
images = folder / "images"
rows = []
for number in range(12):
    label = ("ant", "bee", "wasp nest")[number % 3]
    name = f"{label}/" + ("deep/" * 60 if number == 4 else "") + f"ünï, \"{number}\".png"
    file = images / ("train" if number < 9 else "val") / name
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(random.integers(0, 256, (9, 11, 3), dtype=np.uint8)).save(file)
    rows.append({"path": str(file.relative_to(folder)), "label": label, "split": "train" if number < 9 else "val",
                 "group": f"part{number // 2}"})
classes = ["ant", "bee", "wasp nest"]
places = ["images"]
for form, name in ((tarfile.USTAR_FORMAT, "ustar"), (tarfile.PAX_FORMAT, "pax"), (tarfile.GNU_FORMAT, "gnu")):
    if form == tarfile.USTAR_FORMAT:  # cannot hold so long a name
        continue
    pack(f"{name}.tar", images, mode="w", format=form)
    places.append(f"{name}.tar")
for method, name in ((zipfile.ZIP_STORED, "stored"), (zipfile.ZIP_DEFLATED, "deflated")):
    with zipfile.ZipFile(folder / f"{name}.zip", "w", method) as archive:
        for file in sorted(images.rglob("*")):
            archive.write(file, file.relative_to(folder))
    places.append(f"{name}.zip")
for delimiter, name in ((",", "list.csv"), (";", "list2.csv"), ("\t", "list.tsv")):
    with open(folder / name, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    places.append(name)
(folder / "list.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
places.append("list.jsonl")
for place in places:
    for part in ("train", "val"):
        chosen = sorted((row for row in rows if row["split"] == part), key=lambda row: row["path"].encode())
        expect(place, part, len(chosen), f"images {part}", [classes.index(row["label"]) for row in chosen])

(folder / "expected.txt").write_text("\n".join(lines) + "\n")
