#!/usr/bin/env python3
"""Measures all-reduce over Gloo on this machine and writes it, with what follows for ImageNet-1K, into docs/scaling.md.

    tests/bench/scaling.py --cli build/release/app/retort-cli
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess

BEGIN = "<!-- measured by tests/bench/scaling.py: do not edit below -->\n"
END = "<!-- end of what was measured -->\n"

IMAGES = 1_281_167  # of ImageNet-1K's training part
CLASSES = 1000
GPUS = 8
BATCH = 2048
EPOCHS = 100
# Assumptions about hardware that was not at hand.
PEAK = 312e12  # operations a second, bf16, NVIDIA's figure for the A100
TRAINING_SHARE = 0.20  # of the peak that a convolutional network's training step reaches
TOWER_SHARE = 0.30  # of the peak that a vision transformer reaches
BANDWIDTH = 100e9  # bytes a second that each GPU sends and receives among 8 in one machine
LATENCY = 40e-6  # seconds that a small all-reduce takes there
DECODE = 5e-3  # seconds of one core for a JPEG of usual size, its crop included
# Multiplications and additions of one forward pass at 224 x 224, features, normalised layers.
STUDENTS = {"resnet18": (1.82e9, 512, 20), "resnet50": (4.09e9, 2048, 53)}
TOWER = 4.4e9  # ViT-B/32


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def ring(size):
    return 2 * (GPUS - 1) / GPUS * size / BANDWIDTH


def measured(times, load):
    text = (
        f"Measured on {datetime.date.today()}, {os.cpu_count()} cores of {cpu_name()}, {times['processes']} processes on "
        f"one machine over the loopback device, load average of the machine {load:.1f} before it began. Median (best to "
        "worst) of 15, and the rate at which each process sends and receives, 2(n - 1)/n times the bytes.\n\n"
        "| all-reduce of | bytes | ms | GB/s |\n| --- | ---: | ---: | ---: |\n"
    )
    for what, time in times.items():
        if isinstance(time, dict):
            text += (
                f"| {what} | {time['bytes']:,} | {time['median_ms']:.2f} ({time['best_ms']:.2f} to "
                f"{time['worst_ms']:.2f}) | {time['gigabytes_per_second']:.2f} |\n"
            )
    return text + "\nA step adds up its gradients once, and with `sync_norm` twice as many small ones as the student has "\
        "normalised layers.\n"


def estimate(times):
    text = f"""
### ImageNet-1K on {GPUS} GPUs: an estimate
**Nothing in this table was run**: no GPU was at hand. It follows from the bytes above, which are exact, and from these
assumptions: {PEAK / 1e12:.0f}e12 operations a second at most in bf16 (an A100), of which a step reaches {TRAINING_SHARE:.0%} and the
teacher's tower {TOWER_SHARE:.0%}; a step costs three forward passes; {BANDWIDTH / 1e9:.0f} GB/s between GPUs of one machine, {LATENCY * 1e6:.0f} µs for a
small all-reduce; nothing overlaps. {IMAGES:,} images, batches of {BATCH}, {EPOCHS} epochs.

| | {' | '.join(STUDENTS)} |
| --- |{' ---: |' * len(STUDENTS)}
"""
    rows = {name: [] for name in (
        "images a second and GPU", "computing a step, ms", "gradients, MB", "gradients a step, ms",
        "`sync_loss`: features and logits, MB", "`sync_loss` a step, ms", "`sync_norm` a step, ms",
        "share of a step that is not computing", "an epoch, minutes", f"{EPOCHS} epochs, hours",
        "cores that decode as fast")}
    for student, (macs, features, layers) in STUDENTS.items():
        rate = TRAINING_SHARE * PEAK / (3 * 2 * macs)
        compute = BATCH / GPUS / rate
        gradients = times[student]["bytes"]
        rows_bytes = BATCH * (features + CLASSES) * 4
        waiting = [ring(gradients) + LATENCY, ring(rows_bytes) + LATENCY, 2 * layers * LATENCY]
        step = compute + sum(waiting)
        epoch = IMAGES // BATCH * step
        values = (
            f"{rate:,.0f}", f"{compute * 1e3:.1f}", f"{gradients / 1e6:.1f}", f"{waiting[0] * 1e3:.2f}",
            f"{rows_bytes / 1e6:.1f}", f"{waiting[1] * 1e3:.2f}", f"{waiting[2] * 1e3:.2f}",
            f"{sum(waiting) / step:.1%}", f"{epoch / 60:.1f}", f"{EPOCHS * epoch / 3600:.1f}",
            f"{BATCH / step * DECODE:.0f}")
        for name, value in zip(rows, values):
            rows[name].append(value)
    for name, values in rows.items():
        text += f"| {name} | {' | '.join(values)} |\n"
    embedding = IMAGES / GPUS / (TOWER_SHARE * PEAK / (2 * TOWER))
    text += f"""
Embedding all images once with a ViT-B/32 takes {embedding:.0f} s of those GPUs' computing, and {IMAGES * DECODE / 3600:.1f} hours of one core's
decoding. So the limit is not the network but images: {IMAGES * 3 * 224 * 224 / 1e9:.0f} GB at 224 x 224 pixels are more than most
machines hold ready, and at {DECODE * 1e3:.0f} ms an image (an assumption, too) it takes as many cores as the last line says to
decode as fast as the GPUs learn.
"""
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--doc", default=pathlib.Path(__file__).parents[2] / "docs" / "scaling.md", type=pathlib.Path)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    command = [options.cli, "bench", "allreduce", "--students", *STUDENTS, "--classes", str(CLASSES), "--json"]
    times = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    text = options.doc.read_text()
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    options.doc.write_text(before + BEGIN + measured(times, load) + estimate(times) + END + after)


if __name__ == "__main__":
    main()
