"""Distilling the demo's teacher into a ResNet-20 as one would write it in PyTorch: Retort's main job without Retort.

    python distillation.py --epochs 3 --seed 1                      cached logits, eager fp32
    python distillation.py --epochs 3 --compile bf16                cached logits, torch.compile, bf16, channels-last
    python distillation.py --epochs 3 --teacher loop                the teacher sees every augmented batch
    python distillation.py --teacher FOLDER --steps 5               another CLIP in the loop: seconds a step, no accuracy

Images, network, schedule, loss terms and augmentation are those of `retort-cli demo` (resources/recipes/demo.json and the
schema's defaults); templates are weighted by maximum logit. Labels are used to measure alone, at the end. Prints JSON."""
import argparse
import gzip
import json
import math
import os
import pathlib
import time

import numpy
import torch
import xxhash
from torch.nn import functional

from cifarnetwork import CifarNetwork

RESOURCES = pathlib.Path(__file__).resolve().parents[3] / "resources"


def recipe():
    """The demo's, by name. A comparison with something else would be none."""
    schema = json.loads((RESOURCES / "recipes" / "recipe.schema.json").read_text(encoding="utf-8"))
    values = {name: about["default"] for name, about in schema["properties"].items() if "default" in about}
    values |= json.loads((RESOURCES / "recipes" / "demo.json").read_text(encoding="utf-8"))
    more = [name for name in ("feature", "relation", "pseudo_margin", "views", "colour_jitter", "random_resized_crop") if values[name]]
    if more or not (values["edge_rows"] and values["edge_columns"] and values["flip"]) or values["optimiser"] != "sgd":
        raise SystemExit(f"the demo's recipe does what this script does not: {', '.join(more) or 'edges, flip or optimiser'}")
    return values


def lines_of(file):
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def idx(folder, name, head):
    for file in (folder / name, folder / f"{name}.gz"):
        if file.exists():
            data = (gzip.decompress if file.suffix == ".gz" else bytes)(file.read_bytes())
            return torch.from_numpy(numpy.frombuffer(data, dtype=numpy.uint8, offset=head).copy())
    raise FileNotFoundError(f"{folder / name} is not there: apt install dataset-fashion-mnist")


def images_of(folder, part):
    return idx(folder, f"{part}-images-idx3-ubyte", 16).view(-1, 1, 28, 28)


def students_half(images):
    """The training images that the demo teacher has not learned from, as its model card tells them apart."""
    return torch.tensor([xxhash.xxh3_128_digest(i.numpy().tobytes())[0] >= 128 for i in images])


class Teacher:
    """A CLIP of transformers with an ensemble of templates as class proxies."""

    def __init__(self, folder, side):
        from transformers import CLIPModel

        self.model = CLIPModel.from_pretrained(folder).eval()
        about = json.loads((pathlib.Path(folder) / "preprocessor_config.json").read_text(encoding="utf-8"))
        self.mean, self.deviation = about["image_mean"][0], about["image_std"][0]
        self.side = side
        self.folder = folder

    @torch.inference_mode()
    def embed(self, images):
        """Bytes [N, 1, H, W]; a batch at a time, so that they fit."""
        out = []
        for batch in images.split(512):
            x = batch.float().div_(255)
            if x.shape[-1] != self.side:
                x = functional.interpolate(x, size=(self.side, self.side), mode="bicubic", antialias=True)
            x = ((x - self.mean) / self.deviation).expand(-1, 3, -1, -1)
            features = self.model.get_image_features(x)
            out.append(functional.normalize(getattr(features, "pooler_output", features), dim=-1))
        return torch.cat(out)

    @torch.inference_mode()
    def weigh(self, templates, names, embeddings):
        """Class proxies: the templates' embeddings, weighted by the softmax of their mean maximum logit."""
        from transformers import AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(self.folder)
        texts = []
        for template in templates:
            ids = tokenizer([template.format(name) for name in names], padding="max_length", truncation=True, return_tensors="pt",
                            max_length=self.model.config.text_config.max_position_embeddings)
            features = self.model.get_text_features(**ids)
            texts.append(functional.normalize(getattr(features, "pooler_output", features), dim=-1))
        texts = torch.stack(texts)
        self.scale = self.model.logit_scale.exp()
        scores = torch.stack([(self.scale * embeddings @ t.t()).max(1).values.mean() for t in texts])
        self.proxies = (scores.softmax(0)[:, None, None] * texts).sum(0)

    @torch.inference_mode()
    def answers(self, embeddings):
        """Logits, and cosines to the proxies."""
        logits = self.scale * embeddings @ self.proxies.t()
        return logits, embeddings @ functional.normalize(self.proxies, dim=-1).t()


def pearson(x, y, dim):
    return functional.cosine_similarity(x - x.mean(dim, keepdim=True), y - y.mean(dim, keepdim=True), dim=dim)


def loss_of(how, features, logits, weight, wanted_logits, wanted_edges):
    t = how["temperature"]
    node = t * t * functional.kl_div(functional.log_softmax(logits / t, 1), functional.softmax(wanted_logits / t, 1),
                                     reduction="batchmean")
    pseudo = functional.cross_entropy(logits, wanted_logits.argmax(1))
    edges = functional.normalize(features, dim=1) @ functional.normalize(weight, dim=1).t()
    edge = 1 - (pearson(edges, wanted_edges, 1).mean() + pearson(edges, wanted_edges, 0).mean()) / 2
    return how["node"] * node + how["pseudo"] * pseudo + how["edge"] * edge


class Augment:
    """Crops of padded images, half of them mirrored: a batch at a time, as indexing of bytes."""

    def __init__(self, images, padding):
        self.padded = functional.pad(images.squeeze(1), (padding,) * 4)
        self.side = images.shape[-1]
        self.shifts = 2 * padding + 1
        self.reach = torch.arange(self.side)

    def __call__(self, rows):
        count = len(rows)
        top, left = torch.randint(0, self.shifts, (2, count, 1))
        columns = left + torch.where(torch.rand(count, 1) < 0.5, self.reach.flip(0), self.reach)
        return self.padded[rows[:, None, None], (top + self.reach)[:, :, None], columns[:, None, :]].unsqueeze(1)


def to_student(images):
    return ((images.float() / 255 - 0.5) / 0.25).expand(-1, 3, -1, -1)


def main():
    began = time.perf_counter()
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--images", type=pathlib.Path, default="/usr/share/datasets/fashion-mnist")
    options.add_argument("--epochs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--teacher", default="cached", help="cached, loop, or the folder of a CLIP (with --steps)")
    options.add_argument("--steps", type=int, default=0, help="only time so many steps")
    options.add_argument("--compile", choices=["fp32", "bf16"], help="torch.compile, channels-last")
    chosen = options.parse_args()
    how = recipe()
    how["warmup_epochs"] = min(how["warmup_epochs"], chosen.epochs / 5)  # as retort-cli demo --epochs
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(len(os.sched_getaffinity(0)))

    # The teacher's part.
    everything = images_of(chosen.images, "train")
    images = everything[students_half(everything)]
    small = how["input_size"]
    sized = functional.interpolate(images.float(), size=(small, small), mode="bicubic", antialias=True).round().clamp(0, 255).byte()
    templates, names = lines_of(RESOURCES / "templates" / "everyday.txt"), lines_of(RESOURCES / "classes" / "fashion-mnist.txt")
    other = chosen.teacher not in ("cached", "loop")
    teacher = Teacher(chosen.teacher, 224) if other else Teacher(RESOURCES / "demo-teacher", 28)
    embeddings = teacher.embed(images[:256] if other else images)
    teacher.weigh(templates, names, embeddings)
    if not other:
        logits, edges = teacher.answers(embeddings)
    taught = time.perf_counter()

    # The student's.
    last = torch.channels_last if chosen.compile else torch.contiguous_format
    model = CifarNetwork(how["student"], len(names)).to(memory_format=last)

    def both(x):
        features = model.features(x)
        return features, model.fc(features)

    forward = torch.compile(both) if chosen.compile else both
    kernels = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() <= 1]
    optimiser = torch.optim.SGD([dict(params=kernels, weight_decay=how["weight_decay"]), dict(params=rest, weight_decay=0)],
                                how["lr"], momentum=how["momentum"], nesterov=True)
    batch = how["batch"]
    taken = torch.randperm(len(images))[round(how["held_out"] * len(images)):]  # as many as Retort trains on
    an_epoch = len(taken) // batch
    warm, total = int(how["warmup_epochs"] * an_epoch), chosen.epochs * an_epoch
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: (s + 1) / warm if s < warm else 0.5 * (1 + math.cos(math.pi * (s - warm) / max(1, total - warm))))
    augment = Augment(sized, how["crop_padding"])

    def step(rows):
        shown = augment(rows)
        if chosen.teacher == "cached":
            wanted_logits, wanted_edges = logits[rows], edges[rows]
        else:
            wanted_logits, wanted_edges = teacher.answers(teacher.embed(shown))
        x = to_student(shown).contiguous(memory_format=last)
        with torch.autocast("cpu", torch.bfloat16, enabled=chosen.compile == "bf16"):
            features, answers = forward(x)
        loss = loss_of(how, features.float(), answers.float(), model.fc.weight, wanted_logits, wanted_edges)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()

    if chosen.steps:
        step(taken[:batch])
        start = time.perf_counter()
        for number in range(1, chosen.steps + 1):
            step(taken[number * batch:(number + 1) * batch])
        return print(json.dumps(dict(step_seconds=(time.perf_counter() - start) / chosen.steps, batch=batch)))
    for _ in range(chosen.epochs):
        for rows in taken[torch.randperm(len(taken))[:an_epoch * batch]].split(batch):
            step(rows)
    trained = time.perf_counter()

    # What came of it.
    model.eval()
    test = images_of(chosen.images, "t10k")
    labels = idx(chosen.images, "t10k-labels-idx1-ubyte", 8).long()
    sized = functional.interpolate(test.float(), size=(small, small), mode="bicubic", antialias=True).round().clamp(0, 255)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=chosen.compile == "bf16"):
        said = torch.cat([model(to_student(b).contiguous(memory_format=last)).argmax(1) for b in sized.split(500)])
    print(json.dumps(dict(accuracy=100 * (said == labels).double().mean().item(), images=len(images), training_steps=total,
                          teacher_seconds=taught - began, training_seconds=trained - taught,
                          measuring_seconds=time.perf_counter() - trained)))


if __name__ == "__main__":
    main()
