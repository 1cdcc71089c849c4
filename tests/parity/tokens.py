"""Texts and the token ids that a peer gives them: tokens.py transformers|open_clip OUT_FOLDER.

OUT_FOLDER/tokens.safetensors holds the texts and the ids, each as one tensor and the offsets at which items begin. For
transformers, OUT_FOLDER/model gets a folder with CLIP's own vocabulary. For open_clip, texts that ftfy would alter are
left out and counted: Retort does not repair text."""
import html
import html.entities
import json
import os
import random
import sys
import unicodedata

import numpy as np
from safetensors.numpy import save_file

peer, out = sys.argv[1:]
rng = random.Random(peer)
WORDS = """a photo of the cat dog aeroplane T-shirt Caf\u00e9 na\u00efve stra\u00dfe STRASSE \u00c5ngstr\u00f6m it's I'M we'll
they've you'd can't WE'RE 'sun rock'n'roll 2023 3.14 x86_64 \u041f\u0440\u0438\u0432\u0435\u0442 \u041c\u0418\u0420
\u0395\u039b\u039b\u0391\u03a3 \u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03a5\u03a3 \u0130stanbul \u4f60\u597d \u4e16\u754c
\u3053\u3093\u306b\u3061\u306f \ud55c\uad6d\uc5b4 \u0645\u0631\u062d\u0628\u0627 \u0928\u092e\u0938\u094d\u0924\u0947 \u212aelvin
\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 cafe\u0301 \u2160\u2167 \u00bd \u0664\u0662 \u00b2 ... ?! -- \u2014 \u00a9 $5 #tag '\u017f
&amp; &lt;b&gt; &quot;quoted&quot; &amp;amp; &#39;s &#x41; &eacute; &eacute caf&eacute;s &notit; &nbsp; &AMP &#0; &#128512; &#x80;
&unknown; & && &#; &#x; &#1114112; &#xD800; &hearts; &CounterClockwiseContourIntegral; &NotEqualTilde; &copycat &#13;
<|endoftext|> <|startoftext|> <start_of_text> <end_of_text> <|ENDOFTEXT|> <START_of_text> <|end \U0001f600
\U0001f469\u200d\U0001f680 \U0001f1e9\U0001f1ea \U0001d504\U0001d505 \U00010400\U00010428 {} [] () "quoted" `code` a_b
snake_case \u2764\ufe0f \U0001f44d\U0001f3fd \u1e9e \ufb01ne \u201cquoted\u201d it\u2019s \uff21\uff22 \u00c3\u00a9""".split()
SPACES = [" ", " ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "\x1c", "\u200b", ""]
ENTITIES = sorted(html.entities.html5)


def assigned(c):
    # Of the Unicode version that this Python knows; the peers' and Retort's are newer.
    if unicodedata.category(c) in ("Cn", "Cs", "Co"):
        return False
    # The tokenizers package orders combining marks as an older Unicode does, which did not know some of them.
    return peer != "transformers" or not unicodedata.combining(c) or bool(unicodedata.ucd_3_2_0.combining(c))


def random_utf8():
    """Bytes that happen to be UTF-8: what is left of random bytes, half of them ASCII."""
    raw = bytes(rng.randrange(0x80) if rng.random() < 0.5 else rng.randrange(0x100) for _ in range(rng.randrange(80)))
    return "".join(c for c in raw.decode("utf-8", "ignore") if assigned(c))


def line():
    kind = rng.random()
    if kind < 0.55:
        return "".join(rng.choice(WORDS) + rng.choice(SPACES) for _ in range(rng.randrange(1, 12)))
    if kind < 0.6:  # over-long
        return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(60, 120)))
    if kind < 0.7:
        return "".join(chr(rng.randrange(0x20, 0x7f)) for _ in range(rng.randrange(0, 60)))
    if kind < 0.75:
        return "".join(chr(rng.randrange(0x100)) for _ in range(rng.randrange(0, 40)))
    if kind < 0.8:
        return random_utf8()
    if kind < 0.9:
        text = rng.choice(["&", "x&", "&amp;"]) + rng.choice(ENTITIES)
        return text[:rng.randrange(2, len(text) + 1)] + rng.choice(["", " ", "s", ";"])
    result = []
    while len(result) < 20:
        c = chr(rng.choice([rng.randrange(1, 0x600), rng.randrange(0x600, 0x3000), rng.randrange(0x3000, 0x10000),
                            rng.randrange(0x10000, 0x1f000), rng.randrange(0x1f000, 0x20000)]))
        if assigned(c):
            result.append(c)
    return "".join(result)


WANTED = 100_000
altered = 0
if peer == "open_clip":
    import ftfy
    from open_clip.tokenizer import SimpleTokenizer

    def unaltered(text):
        # What ftfy does to HTML, open_clip does again: only what is different afterwards counts.
        return html.unescape(html.unescape(ftfy.fix_text(text))) == html.unescape(html.unescape(text))

    # Mostly of what ftfy leaves alone, so that not every longer text is lost.
    WORDS += [w for w in WORDS if unaltered(w)] * 20
    SPACES += [s for s in SPACES if unaltered(f"a{s}b")] * 20
    texts = [""]
    while len(texts) < WANTED:
        text = line()
        if unaltered(text):
            texts.append(text)
        else:
            altered += 1
    ids = [[int(i) for i in row] for row in SimpleTokenizer()(texts)]
    ids = [row[:len(row) - row[::-1].index(49407)] for row in ids]  # without the zeros behind the end
else:
    from open_clip.tokenizer import SimpleTokenizer
    from transformers import CLIPTokenizerFast

    peers = SimpleTokenizer()
    names = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    vocabulary = {names.get(token, token): i for token, i in peers.encoder.items()}
    os.makedirs(os.path.join(out, "model"))
    with open(os.path.join(out, "model", "vocab.json"), "w") as file:
        json.dump(vocabulary, file)
    with open(os.path.join(out, "model", "merges.txt"), "w") as file:
        file.write("#version: 0.2\n" + "".join(" ".join(pair) + "\n" for pair in peers.bpe_ranks))
    texts = [""] + [line() for _ in range(WANTED)]
    tokenizer = CLIPTokenizerFast.from_pretrained(os.path.join(out, "model"))
    ids = tokenizer(texts, truncation=True, max_length=77)["input_ids"]


def listed(name, items):
    return {name: np.concatenate(items), name + " begin": np.cumsum([0] + [len(i) for i in items])}


save_file(listed("texts", [np.frombuffer(t.encode(), np.uint8) for t in texts])
          | listed("ids", [np.asarray(i, np.int64) for i in ids]), os.path.join(out, "tokens.safetensors"))
note = f"; {altered} others left out, which ftfy would alter and Retort takes as they are" if altered else ""
print(f"{len(texts)} texts compared{note}")
