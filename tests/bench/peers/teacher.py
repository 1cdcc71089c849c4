"""Retort's teacher beside transformers' CLIPModel: the same checkpoint, the same machine, taking turns.

    python teacher.py --retort build/release/app/retort-cli [--rounds 3] [--json]
    python teacher.py --make --folder FOLDER                                         only makes the checkpoint
    python teacher.py --folder FOLDER --peer fp32 [--library open_clip]              one contestant, for ../report.py

Makes a ViT-B/32 of random weights (speed does not depend on them) in --folder, or takes the one that is there. Each
round runs every contestant once, in a process of its own; the figures are medians over the rounds, so that another
program's load hits all alike. Needs requirements.txt."""
import argparse
import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

RESOURCES = pathlib.Path(__file__).resolve().parents[3] / "resources"
PROMPTS = ["a photo of a {}.", "a bad photo of the {}.", "itap of my {}.", "a close-up photo of a {} on a table.",
           "a drawing of the {}, in black and white."]
NAMES = ["cat", "golden retriever", "container ship", "t-shirt", "screwdriver", "espresso maker"]


def vocabulary():
    """CLIP's own: bytes, bytes at a word's end, the merges, two special tokens."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = {b: chr(b) for b in printable}
    symbols |= {b: chr(256 + i) for i, b in enumerate(b for b in range(256) if b not in symbols)}
    order = printable + [b for b in range(256) if b not in printable]
    with gzip.open(RESOURCES / "clip" / "merges.txt.gz", "rt", encoding="utf-8") as file:
        merges = [line.rstrip("\n") for line in file if not line.startswith("#version") and " " in line]
    tokens = [symbols[b] for b in order] + [symbols[b] + "</w>" for b in order]
    tokens += ["".join(pair.split(" ")) for pair in merges] + ["<|startoftext|>", "<|endoftext|>"]
    return {token: i for i, token in enumerate(tokens)}, merges


def make_checkpoint(folder):
    import torch
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

    torch.manual_seed(1)
    tokens, merges = vocabulary()
    model = CLIPModel(CLIPConfig())  # whose defaults are ViT-B/32
    assert len(tokens) == model.config.text_config.vocab_size
    model.save_pretrained(folder)
    CLIPImageProcessor().save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(tokens), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(m + "\n" for m in merges), encoding="utf-8")


def transformers_model(folder, dtype):
    """Functions of pixels and of texts, and the seconds that opening took. Texts at 77 tokens, as CLIP's own code fills them up."""
    from transformers import CLIPModel, CLIPTokenizerFast

    start = time.perf_counter()
    model = CLIPModel.from_pretrained(folder, dtype=dtype).eval()
    seconds = time.perf_counter() - start
    tokenizer = CLIPTokenizerFast.from_pretrained(folder)

    def encode_texts(texts):
        return model.get_text_features(**tokenizer(texts, padding="max_length", max_length=77, truncation=True,
                                                   return_tensors="pt"))

    return model.get_image_features, encode_texts, seconds


def open_clip_model(_, dtype):
    """The same of open_clip's model of this shape; its weights are random too."""
    import open_clip
    import torch

    start = time.perf_counter()
    precision = "pure_bf16" if dtype == torch.bfloat16 else "fp32"
    model = open_clip.create_model("ViT-B-32-quickgelu", pretrained=None, precision=precision).eval()
    seconds = time.perf_counter() - start
    tokenizer = open_clip.get_tokenizer("ViT-B-32-quickgelu")
    return model.encode_image, lambda texts: model.encode_text(tokenizer(texts)), seconds


def run_peer(folder, library, precision, images, texts):
    """What `retort-cli bench towers` measures, by a library."""
    import torch

    torch.set_num_threads(os.cpu_count())
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    encode_images, encode_texts, loaded = {"transformers": transformers_model, "open_clip": open_clip_model}[library](folder, dtype)
    lines = [PROMPTS[i % len(PROMPTS)].format(NAMES[i // len(PROMPTS) % len(NAMES)]) for i in range(texts)]
    pixels = torch.randn(16, 3, 224, 224, dtype=dtype)
    batch = 32
    with torch.inference_mode():
        encode_images(pixels)
        encode_texts(lines[:2])
        start = time.perf_counter()
        for _ in range(images // 16):
            encode_images(pixels)
        image_rate = images // 16 * 16 / (time.perf_counter() - start)
        start = time.perf_counter()
        for at in range(0, texts, batch):
            encode_texts(lines[at:at + batch])
        text_rate = texts / (time.perf_counter() - start)
    print(json.dumps(dict(images_per_second=image_rate, texts_per_second=text_rate, load_seconds=loaded)))


def measured(command):
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return json.loads(lines[-1])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--retort", type=pathlib.Path, help="the program retort-cli")
    options.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "retort-bench-vit-b-32")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--images", type=int, default=96)
    options.add_argument("--texts", type=int, default=96, help="of the peer; Retort gets ten times as many")
    options.add_argument("--json", action="store_true")
    options.add_argument("--make", action="store_true", help="make the checkpoint, measure nothing")
    options.add_argument("--library", choices=["transformers", "open_clip"], default="transformers")
    options.add_argument("--peer", choices=["fp32", "bf16"], help="run a library alone")
    chosen = options.parse_args()
    if chosen.make:
        make_checkpoint(chosen.folder)
        return print(json.dumps(dict(made=True)))
    if chosen.peer:
        return run_peer(chosen.folder, chosen.library, chosen.peer, chosen.images, chosen.texts)
    if not chosen.retort:
        options.error("--retort is needed")
    if not (chosen.folder / "config.json").exists():
        make_checkpoint(chosen.folder)

    sizes = ["--images", str(chosen.images)]
    own = [str(chosen.retort), "bench", "towers", "--teacher", str(chosen.folder), "--json"] + sizes
    own += ["--texts", str(10 * chosen.texts)]
    peer = [sys.executable, __file__, "--folder", str(chosen.folder), "--texts", str(chosen.texts)] + sizes
    contestants = {"transformers fp32": peer + ["--peer", "fp32"], "retort auto": own + ["--precision", "auto"],
                   "transformers bf16": peer + ["--peer", "bf16"], "retort fp32": own + ["--precision", "fp32"]}
    rounds = [{name: measured(command) for name, command in contestants.items()} for _ in range(chosen.rounds)]
    result = {}
    for name in contestants:
        for key in ("images_per_second", "texts_per_second"):
            rates = [r[name][key] for r in rounds]
            ratios = [r[name][key] / r["transformers fp32"][key] for r in rounds]
            result.setdefault(name, {})[key] = statistics.median(rates)
            result[name][key.replace("per_second", "ratio")] = statistics.median(ratios)
    result["load"] = dict(transformers_seconds=statistics.median(r["transformers fp32"]["load_seconds"] for r in rounds),
                          retort=measured([str(chosen.retort), "bench", "load", "--teacher", str(chosen.folder), "--json"]))
    result["machine"] = dict(cores=os.cpu_count(), load=os.getloadavg()[0])
    if chosen.json:
        print(json.dumps(result))
        return
    for name in contestants:
        r = result[name]
        print(f"{name:18}  {r['images_per_second']:7.1f} images/s ({r['images_ratio']:.2f} x)"
              f"  {r['texts_per_second']:7.1f} texts/s ({r['texts_ratio']:.2f} x)")
    print(json.dumps(dict(load=result["load"], machine=result["machine"])))


if __name__ == "__main__":
    main()
