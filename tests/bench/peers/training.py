"""Retort's training loop beside the same loop as one would write it in PyTorch: same network, same machine, taking turns.

    python training.py --retort build/release/app/retort-cli [--student resnet20] [--rounds 3] [--compile] [--json]

Each step of the peer takes a batch of uint8 images out of memory, crops and flips it, runs forward and backward with
a KL loss on the teacher's logits and a mean squared one on standardised edges to the class proxies, and steps SGD with
Nesterov momentum: what `retort-cli bench train` times. Each round runs every contestant once, in a process of its own;
figures are medians over the rounds. Needs requirements.txt."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

from cifarnetwork import CifarNetwork, SHAPES

WARM_UP = 5


def run_peer(kind, name, batch, classes, steps, threads, device):
    """kind: eager or compile, fp32 or bf16 (autocast), and "-last" for channels-last, which bf16 and compile always have."""
    import torch
    from torch.nn import functional

    torch.set_default_device(device)  # images too: the fastest place for so few
    torch.manual_seed(1)
    torch.set_num_threads(threads or os.cpu_count())
    half = "bf16" in kind
    last = torch.contiguous_format if kind == "eager-fp32" else torch.channels_last
    model = CifarNetwork(name, classes).to(memory_format=last)

    def both(x):
        features = model.features(x)
        return features, model.fc(features)

    forward = torch.compile(both) if kind.startswith("compile") else both
    optimiser = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    images = torch.randint(0, 256, (5000, 3, 32, 32), dtype=torch.uint8)
    teacher_logits = torch.randn(len(images), classes)
    teacher_edges = torch.randn(len(images), classes)
    reach = torch.arange(32)

    def step():
        rows = torch.randint(0, len(images), (batch,))
        padded = functional.pad(images[rows], (4, 4, 4, 4))
        top, left = torch.randint(0, 9, (2, batch, 1))
        columns = left + torch.where(torch.rand(batch, 1) < 0.5, reach.flip(0), reach)
        x = padded[torch.arange(batch)[:, None, None], :, (top + reach)[:, :, None], columns[:, None, :]]
        x = x.permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
        x = x.contiguous(memory_format=last)
        with torch.autocast(device, torch.bfloat16, enabled=half):
            features, logits = forward(x)
        features, logits = features.float(), logits.float()
        node = functional.kl_div(functional.log_softmax(logits, 1), functional.softmax(teacher_logits[rows], 1),
                                 reduction="batchmean")
        edges = functional.normalize(features, dim=1) @ functional.normalize(model.fc.weight, dim=1).t()
        rows_apart = (edges - edges.mean(1, keepdim=True)) / (edges.std(1, keepdim=True) + 1e-6)
        wanted = teacher_edges[rows]
        wanted = (wanted - wanted.mean(1, keepdim=True)) / (wanted.std(1, keepdim=True) + 1e-6)
        loss = node + functional.mse_loss(rows_apart, wanted)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        return loss.item()

    for _ in range(WARM_UP):
        step()
    start = time.perf_counter()
    for _ in range(steps):
        step()
    print(json.dumps(dict(images_per_second=batch * steps / (time.perf_counter() - start))))


def measured(command):
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return json.loads(lines[-1])["images_per_second"]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--retort", type=pathlib.Path, help="the program retort-cli, or retort-train")
    options.add_argument("--student", choices=list(SHAPES), default="resnet20")
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--classes", type=int, default=10)
    options.add_argument("--steps", type=int, default=40)
    options.add_argument("--threads", type=int, default=0, help="0: as many as there are cores")
    options.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="of all contestants")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--compile", action="store_true", help="torch.compile too, which takes a minute to warm up")
    options.add_argument("--json", action="store_true")
    options.add_argument("--peer", help="run one contestant of PyTorch alone, for ../report.py: eager-fp32, eager-fp32-last, "
                                        "eager-bf16, compile-fp32, compile-bf16")
    chosen = options.parse_args()
    if chosen.peer:
        return run_peer(chosen.peer, chosen.student, chosen.batch, chosen.classes, chosen.steps, chosen.threads, chosen.device)
    if not chosen.retort:
        options.error("--retort is needed")

    sizes = ["--student", chosen.student, "--batch", str(chosen.batch), "--classes", str(chosen.classes),
             "--steps", str(chosen.steps), "--threads", str(chosen.threads), "--device", chosen.device]
    own = [str(chosen.retort), "bench", "train", "--json"] + sizes
    peer = [sys.executable, __file__] + sizes
    contestants = {"pytorch eager fp32": peer + ["--peer", "eager-fp32"], "retort auto": own,
                   "pytorch eager bf16": peer + ["--peer", "eager-bf16"], "retort fp32": own + ["--precision", "fp32"]}
    if chosen.compile:
        contestants["pytorch compile bf16"] = peer + ["--peer", "compile-bf16"]
    rounds = [{name: measured(command) for name, command in contestants.items()} for _ in range(chosen.rounds)]
    result = {name: dict(images_per_second=statistics.median(r[name] for r in rounds),
                         ratio=statistics.median(r[name] / r["pytorch eager fp32"] for r in rounds)) for name in contestants}
    machine = dict(cores=os.cpu_count(), load=os.getloadavg()[0])
    if chosen.json:
        print(json.dumps(dict(student=chosen.student, contestants=result, machine=machine)))
        return
    for name, r in result.items():
        print(f"{name:20}  {r['images_per_second']:7.0f} images/s ({r['ratio']:.2f} x)")
    print(json.dumps(machine))


if __name__ == "__main__":
    main()
