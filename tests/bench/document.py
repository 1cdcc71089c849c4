"""docs/performance.md and its charts, from nothing but the records of a benchmark."""
import growth
import timetoaccuracy as tta
from figures import at_the_end, exponent, ratios, short, spread, times_spread, with_spread
from plot import chart
from suite import ALONE, COMPILED, PAGES

PICTURES = "pictures/performance"
STUDENTS = {"resnet20": "ResNet-20", "resnet20_x4": "ResNet-20, four times as wide (64, 128 and 256 channels)"}
LINEAR = (0.8, 1.2)  # exponents that count as close to linear


def table(head, rows):
    align = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, align, *rows]) + "\n"


def of(records, **wanted):
    return [r for r in records if all(r.get(key) == value for key, value in wanted.items())]


def by_round(records, key):
    return {r["round"]: r["value"][key] for r in records if key in (r.get("value") or {})}


def why_not(records):
    """Why there is no figure."""
    reasons = [r.get("missing") or r.get("error") for r in records if "value" not in r]
    return f"not measured: {reasons[0]}" if reasons and reasons[0] else "not measured"


def contestants(records):
    return list(dict.fromkeys(r["who"] for r in records))


def compared(records, key, against, unit):
    """A row a contestant: its figure, and how many times the others' that of each baseline is."""
    baselines = {name: by_round(of(records, who=name), key) for name in against}
    rows = []
    for who in sorted(contestants(records), key=lambda name: not name.startswith("Retort")):
        own = of(records, who=who)
        values = by_round(own, key)
        cells = [times_spread(ratios(values, baselines[name])) if name != who else "1" for name in against]
        rows.append([who, with_spread(list(values.values())) if values else why_not(own), *(cells if values else ["-"] * len(cells))])
    return table(["", unit, *(f"times {name}" for name in against)], rows)


# Sections -------------------------------------------------------------------------------------------------------------

def time_to_accuracy(records):
    result = tta.outcome(records)
    if result["goal"] is None:
        return f"The teacher's accuracy was {why_not(of(records, what='teacher'))}.\n"
    own = result["seconds"].get(tta.RETORT)
    steps_of = {r["size"]: r["value"]["training_steps"] for r in of(records, what="run", who=tta.CACHED) if "value" in r}
    rows = []

    def row(who, epochs, seconds, note=""):
        rows.append([who + note, str(epochs), with_spread(seconds),
                     "" if who == tta.RETORT or not own else times_spread([s / spread(own)[0] for s in seconds])])

    for who in dict.fromkeys([tta.RETORT, *contestants(of(records, what="run"))]):
        if who in result["seconds"]:
            row(who, result["epochs"][who], result["seconds"][who])
        else:
            runs = of(records, what="run", who=who)
            rows.append([who, "-", "none of those below reached it with every seed" if any("value" in r for r in runs) else why_not(runs), ""])
    computed = vit_rows(records, result, steps_of)
    for who, seconds in computed.items():
        rows.append([who, "computed", with_spread(seconds), ""])
    text = f"Threshold: {result['goal']:.2f} % of all 10,000 test images, which is the teacher's own accuracy less " \
           f"{tta.BELOW_TEACHER} points.\n\n"
    text += table(["", "epochs", "seconds", "times Retort's"], rows)
    if len(computed) == 2:
        ours, theirs = computed.values()
        text += f"\nWith a teacher of ViT-B/32's shape Retort is through {spread(theirs)[0] / spread(ours)[0]:.1f} times sooner.\n"
    text += "\nEvery run that was made, successful or not:\n\n" + table(
        ["", "epochs", "seed", "accuracy, %", "seconds"],
        [[who, str(epochs), str(seed), "-" if reached is None else f"{reached:.2f}", short(seconds)]
         for who, epochs, seed, reached, seconds in result["tried"]])
    return text


def vit_rows(records, result, steps_of):
    """Times with a ViT-B/32 as the teacher, computed from rates: nobody waits hours for a benchmark."""
    rows = {}
    rates = by_round(of(records, what="embedding by ViT-B/32"), "images_per_second")
    demo = [r for r in of(records, what="run", who=tta.RETORT, size=result["epochs"].get(tta.RETORT)) if "value" in r]
    if rates and demo:
        training = spread([r["wall_s"] for r in demo])[0]
        rows["Retort, embedding once by a ViT-B/32"] = [training + tta.EMBEDDED / rate for rate in rates.values()]
    seconds = by_round(of(records, what="steps", who=tta.VIT_LOOP), "step_seconds")
    steps = steps_of.get(result["epochs"].get(tta.CACHED))
    if seconds and steps:
        rows[tta.VIT_LOOP] = [steps * s for s in seconds.values()]
    return rows


def training(records):
    text = ""
    most = max(r["size"] for r in records)
    for what in dict.fromkeys(r["what"] for r in records):
        mine = of(records, what=what, size=most)
        text += f"**{STUDENTS[what]}**, batches of 128, 10 classes\n\n"
        compiled = next((name for name in COMPILED.values() if by_round(of(mine, who=name), "images_per_second")), COMPILED[True])
        text += compared(mine, "images_per_second", ["PyTorch eager fp32", compiled], "images/s")
        share = peak_share(of(mine, who=tta.RETORT))
        text += f"\n{share}\n\n" if share else "\n"
    return text + cores(of(records, what="resnet20"))


def peak_share(records):
    """What of a matrix product's speed training reaches, where the program says so."""
    shares = list(by_round(records, "share_of_product").values())
    return f"Retort does {with_spread([100 * s for s in shares])} % of the multiplications a second that large matrix products of " \
           "the same precision do here." if shares else ""


def cores(records):
    """How much more all cores do than one: of those that ran on both."""
    counts = sorted({r["size"] for r in records})
    if len(counts) < 2:
        return ""
    rows = []
    for who in contestants(of(records, size=counts[0])):
        rates = {count: by_round(of(records, who=who, size=count), "images_per_second") for count in counts}
        most = ratios(rates[counts[-1]], rates[counts[0]])
        rows.append([who, *(with_spread(list(rates[count].values())) if rates[count] else why_not(of(records, who=who)) for count in counts),
                     times_spread(most)])
    return "**More cores**, ResNet-20\n\n" + table(["images/s on", *(f"{count} core" + "s" * (count > 1) for count in counts),
                  f"{counts[-1]} over {counts[0]}"], rows)


def demo(records):
    rows = []
    for r in records:
        value = r.get("value")
        rows.append([r["who"], *([f"{value['teacher_accuracy']:.2f}", f"{value['student_accuracy']:.2f}", short(r["wall_s"]),
                                  short(value["images_per_second"])] if value else [why_not([r]), "-", "-", "-"])])
    return table(["", "teacher, %", "student, %", "seconds", "images/s in training"], rows)


def towers(records):
    against = ["transformers fp32", "open_clip fp32"]
    return "".join(compared(records, key, against, unit) + "\n"
                   for key, unit in (("images_per_second", "images/s"), ("texts_per_second", "texts/s")))


def students(records):
    if not records or "value" not in records[0]:
        return why_not(records) + "\n"
    value = records[0]["value"]
    rows = []
    for batch, rounds in value["rounds"].items():
        own, peer = ([r[name] for r in rounds] for name in ("retort", "torch.onnx"))
        rows.append([batch, with_spread(own), with_spread(peer), times_spread([a / b for a, b in zip(own, peer)])])
    return table(["images a call", "Retort's, images/s", "torch.onnx's, images/s", "times"], rows) + \
        f"\nBoth answer the same, to {value['answers_apart']:.0e} of the largest logit.\n"


def by_itself(records):
    rows = []
    for name, (_, figures) in {**ALONE, **PAGES}.items():
        mine = of(records, part=name)
        for key, meaning in figures.items() if mine else ():
            if isinstance(key, tuple):
                start, key = key
                values = [line[key] for r in mine for line in lines(r) if line.get("what", "").startswith(start) and key in line]
            else:
                values = list(by_round(mine, key).values())
            values = [v / 1e6 if "bytes" in key else v for v in values]
            rows.append([name, with_spread(values) if values else why_not(mine), meaning])
    return table(["`./dev bench` ...", "figure", "what it is"], rows).replace("| --- | ---: | ---: |", "| --- | ---: | --- |")


def lines(record):
    value = record.get("value") or {}
    return value.get("lines", [value])


def grown(kind, records):
    """A table, a chart and what is to be said of it, of one thing that grows."""
    times, memory, said, less = [], {}, [], []
    for curve in kind.curves:
        mine = of(records, what=f"{kind.grows}: {curve.what}")
        points = medians(mine, lambda r: growth.figure(r, curve.key))
        times.append((curve, points))
        if curve.memory:
            memory[curve.label] = medians(mine, lambda r: r.get("peak_mb") if "value" in r else None)
        failed = [r for r in mine if "value" not in r]
        if failed:
            said.append(f"{curve.label} at {failed[0]['size']:,}: {why_not(failed)}.")
        end = at_the_end(points)
        if end is not None and end > LINEAR[1]:
            said.append(f"**{curve.label}** costs more than in proportion" + (f": {curve.why}" if curve.why else "."))
        if end is not None and end < LINEAR[0]:
            less.append(curve.label)
    if less:
        said.append(f"Less than in proportion, because a part that does not grow still shows: {', '.join(less)}.")
    sizes = sorted({size for _, points in times for size, _ in points})
    rows = [[curve.label, *(short(dict(points).get(size)) for size in sizes), exponent_text(exponent(points)),
             exponent_text(at_the_end(points))] for curve, points in times]
    rows += [[f"{label}: peak MB", *(short(dict(points).get(size)) for size in sizes), exponent_text(exponent(points)),
              exponent_text(at_the_end(points))] for label, points in memory.items()]
    name = kind.grows.split()[-1].replace("graph", "samples").replace("project", "runs")
    svg = chart(kind.grows, [("milliseconds", [(curve.label, points) for curve, points in times]),
                             ("peak memory of the process, MB", list(memory.items()))])
    text = f"### {kind.grows[0].upper() + kind.grows[1:]}\n![Time and memory against {kind.grows}]({PICTURES}/{name}.svg)\n\n"
    text += table(["ms at", *(f"{size:,}" for size in sizes), "exponent", "at the end"], rows)
    text += "".join(f"\n- {sentence}" for sentence in said) + "\n"
    return text, {f"{name}.svg": svg}


def medians(records, figure):
    values = {}
    for record in records:
        found = figure(record)
        if found is not None:
            values.setdefault(record["size"], []).append(found)
    return sorted((size, spread(all_of)[0]) for size, all_of in values.items())


def exponent_text(value):
    return "-" if value is None else f"{value:.2f}"


# The whole ------------------------------------------------------------------------------------------------------------

SECTIONS = [
    ("accuracy", "Time to accuracy", """\
How long somebody waits for a student that is nearly as good as its teacher: the demo (30,190 unlabelled images of
Fashion-MNIST, ResNet-20, the demo teacher with 18 weighted templates), from the start of a process to its end. Retort is
`retort-cli demo --epochs N` with nothing cached: it opens the images, embeds them, weighs the prompts, trains, measures each
epoch and stores it. The scripts (`peers/distillation.py`) are what one writes in PyTorch: the same images, network, batch
size, learning rates, loss terms (KL, pseudo-labels, edges) and augmentation, on all cores, a
twentieth of the images held out as well; texts are encoded and templates
weighted once; *cached logits*: the teacher sees each image once, *in the loop*: it sees each augmented batch. They
augment whole batches as tensors, which is faster than an image at a time in a DataLoader, measure once, at the end, and store
nothing. Each contestant has the shortest schedule of 3, 5, 8 epochs (each with its own cosine to zero) that reaches the
threshold with every seed (2 epochs end so near it that luck would decide); accuracies are those of all 10,000 test images, Retort's of the epoch it
takes for the best without labels, the scripts' of their last. The rows that say *computed* are made of rates: a ViT-B/32 of random weights sees the images at
224 pixels; the script's measured step times the steps of the script with cached logits, Retort's time plus its measured rate
for embedding 40,190 images (test images too) once.""", time_to_accuracy),
    ("train", "Training", """\
The same network in the same loop on random images: a batch out of memory, crop and flip, forward, KL and edge losses, backward,
SGD with Nesterov momentum. *eager* is PyTorch as one writes it, *torch.compile* with its default settings, warmed up before the
clock starts. Each round runs each contestant once, in a process of its own; ratios are those within a round.
How far Retort leads depends on the processor: it wants AVX-512 with bfloat16. On one with AVX2 alone, all of them spend
their time in the same float32 convolutions and were about equally fast when it was tried.""", training),
    ("towers", "The teacher's towers", """\
ViT-B/32 with random weights: images of 224 pixels that are in memory already, and prompts. The libraries fill texts up to 77
tokens, as CLIP's own code does; Retort stops at the last one that counts, and answers the same.""", towers),
    ("students", "Exported students", """\
A ResNet-20's ONNX as Retort writes it and as torch.onnx exports the same network, both in onnxruntime on all cores, in one
process, taking turns.""", students),
    ("demo", "The demo", """\
As a person starts it, once, with nothing cached; accuracies on the report half of the test images' labels.""", demo),
]
OTHERS = """\
Each by itself, several times in turns with the others. `./dev bench NAME` measures one, `./dev bench others` all of these."""
GROWTH = """\
The same work at several sizes, a process each; peak memory is the process's, of which the program with its libraries is a
constant part. *Exponent*: k of the a n^k that is nearest to all sizes; *at the end*: over the last tenfold. 1 is linear,
below it a constant part still shows. Dashed: linear. *weight changed*, *search*, *confusion*, *training step* and the layouts are
`retort-cli bench rescore`, `search`, `confusion`, `train` and `graph`; *new* is the command of that name on a file of packed
images or a folder of as many, *folder again* opens it once more; *embed* and *embed, cached* are `retort-cli embed` with the demo
teacher; *weights found* is `prompts score` of 1,000 images, tower included; runs are opened by the Runs page and by `runs`."""


class Machine:
    """One that measured: what it is, the sessions there, and the records of them."""

    def __init__(self, about):
        self.about, self.sessions, self.ends, self.records = about, [], [], []


def machines(records):
    """In the order in which they came; those that have nothing to show any more are left out."""
    found = []
    current = None
    for record in records:
        if "session" in record:
            session = record["session"]
            current = next((m for m in found if m.about == session["machine"]), None)
            if not current:
                found.append(current := Machine(session["machine"]))
            current.sessions.append(session)
        elif "end" in record:
            current.ends.append(record["end"])
        else:
            current.records.append(record)
    return [m for m in found if m.records] or found[:1]


def load(machine):
    during = [r["load"] for r in machine.records if "load" in r]
    return f"{machine.sessions[0]['load']:.1f} before, " + (f"{machine.ends[-1]['load']:.1f} after; " if machine.ends else "") + \
        (f"{min(during):.1f} to {max(during):.1f} as each process began (the benchmark itself is load)" if during else "")


def machine_table(all_of):
    rows = [[name, *(str(m.about.get(name, "")) for m in all_of)] for name in all_of[0].about]
    rows += [["measured", *("; ".join(f"{s['date']}, commit {s['commit']}, {s['kind']}" for s in m.sessions) for m in all_of)]]
    rows += [["load (1 minute)", *(load(m) for m in all_of)]]
    head = ["", ""] if len(all_of) == 1 else ["machine", *(letter(all_of, m) for m in all_of)]
    return table(head, rows).replace("---:", "---")


def letter(all_of, machine):
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[all_of.index(machine)]


def where(all_of, records):
    """Which machine it was, where there are several."""
    letters = [letter(all_of, m) for m in all_of if any(mine is r for mine in m.records for r in records)]
    return f"Measured on machine {' and '.join(letters)}.\n\n" if len(all_of) > 1 else ""


def render(records):
    """(Markdown, {file name: SVG}) of all records, in the order in which they were made."""
    measured = [r for r in records if "part" in r]
    all_of = machines(records)
    text = "# Measured\n\nWritten by `./dev bench` from [its raw figures](performance.jsonl); not to be edited. " \
           "Figures are medians (smallest to largest) over the rounds.\n\n"
    last = [r for r in records if "session" in r or "end" in r]
    if last and "end" not in last[-1]:
        text += "**This run was interrupted: parts are missing. `./dev bench --resume` goes on with it.**\n\n"
    text += machine_table(all_of)
    pictures, missing = {}, []

    def section(title, about, mine, written):
        nonlocal text
        text += f"\n## {title}\n{about}\n\n{where(all_of, mine)}{written.rstrip()}\n"

    for part, title, about, write in SECTIONS:
        mine = of(measured, part=part)
        if mine:
            section(title, about, mine, write(mine))
        else:
            missing.append(title)
    mine = [r for r in measured if r["part"] in {**ALONE, **PAGES}]
    if mine:
        section("Everything else", OTHERS, mine, by_itself(measured))
    else:
        missing.append("Everything else")
    mine = of(measured, part="growth")
    kinds = [k for k in growth.ALL if any(r["what"].startswith(k.grows + ": ") and r["size"] for r in mine)]
    if kinds:
        parts = [grown(kind, mine) for kind in kinds]
        section("Cost as work grows", GROWTH, mine, "\n".join(written for written, _ in parts) + "\n")
        for _, charts in parts:
            pictures |= charts
    else:
        missing.append("Cost as work grows")
    if missing:
        text += f"\n## Not measured yet\n{', '.join(missing)}.\n"
    return text.rstrip() + "\n", pictures
