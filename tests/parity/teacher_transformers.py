"""Checkpoints and what transformers makes of them: teacher_transformers.py CASE OUT_FOLDER [FOLDER].

OUT_FOLDER/model becomes a Hugging Face CLIP folder with random weights, or a copy of FOLDER.
OUT_FOLDER/in.safetensors holds images (uint8, "image 007" and so on) and texts; OUT_FOLDER/out.safetensors the normalised
embeddings and the token ids. Lists of texts and of ids are one tensor and the offsets at which items begin."""
import json
import os
import random
import shutil
import sys
import unicodedata

import numpy as np
import tokenizers
import torch
import transformers
from safetensors.numpy import save_file
from tokenizers import models, normalizers, pre_tokenizers, trainers
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPTokenizerFast

case, out, *existing = sys.argv[1:]
folder = os.path.join(out, "model")
torch.manual_seed(len(case))
rng = random.Random(case)

WORDS = """a photo of the cat dog aeroplane T-shirt Caf\u00e9 na\u00efve stra\u00dfe STRASSE \u00c5ngstr\u00f6m it's I'M we'll
they've you'd can't WE'RE 'sun rock'n'roll 2023 3.14 x86_64 \u041f\u0440\u0438\u0432\u0435\u0442 \u041c\u0418\u0420
\u0395\u039b\u039b\u0391\u03a3 \u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03a5\u03a3 \u0130stanbul I\u0307 \u4f60\u597d \u4e16\u754c
\u3053\u3093\u306b\u3061\u306f \u30ab\u3099 \ud55c\uad6d\uc5b4 \u1112\u1161\u11ab \u0645\u0631\u062d\u0628\u0627
\u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 cafe\u0301 q\u0323\u0307 \u1e9b\u0323 \ufb01ne
\u2160\u2167 \u00bd \u0664\u0662 \u00b2 ... ?! -- \u2014 \u2026 \u00a9 $5 #tag @you <|endoftext|> <|startoftext|>
<|ENDOFTEXT|> <|end \U0001f600 \U0001f469\u200d\U0001f680 \U0001f1e9\U0001f1ea \U0001d504\U0001d505 \U00010400\U00010428
{} [] () "quoted" `code` a_b snake_case\ufeff""".split()
SPACES = [" ", " ", " ", " ", "  ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028", "\x1c", "\u200b", ""]


def line():
    kind = rng.random()
    if kind < 0.7:
        return "".join(rng.choice(WORDS) + rng.choice(SPACES) for _ in range(rng.randrange(1, 12)))
    if kind < 0.8:
        return "".join(chr(rng.randrange(0x20, 0x7f)) for _ in range(rng.randrange(0, 60)))
    result = []
    while len(result) < 20:
        # Assigned characters of all planes, of the Unicode version that this Python knows.
        c = chr(rng.choice([rng.randrange(1, 0x600), rng.randrange(0x600, 0x3000), rng.randrange(0x3000, 0x10000),
                            rng.randrange(0x10000, 0x1f000), rng.randrange(0x1f000, 0x20000)]))
        # The tokenizers package orders combining marks as an older Unicode does, which did not know some of them.
        known = not unicodedata.combining(c) or unicodedata.ucd_3_2_0.combining(c)
        if unicodedata.category(c) not in ("Cn", "Cs") and known:
            result.append(c)
    return "".join(result)


def train_vocabulary(size):
    model = tokenizers.Tokenizer(models.BPE(end_of_word_suffix="</w>", continuing_subword_prefix=""))
    model.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    model.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.ByteLevel(False)])
    corpus = [" ".join(WORDS), "a photo of a cat " * 20, "the thing that they think of there " * 20]
    corpus += [line() for _ in range(500)]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    model.train_from_iterator(corpus, trainers.BpeTrainer(
        vocab_size=size - 2, min_frequency=2, end_of_word_suffix="</w>", show_progress=False,
        initial_alphabet=alphabet))
    trained = json.loads(model.to_str())["model"]
    # Every byte also at a word's end; then what was learned, then the two special tokens, as in CLIP's own.
    tokens = [t for t in sorted(alphabet)] + [t + "</w>" for t in sorted(alphabet)]
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in trained["merges"]]
    tokens += [t for t in dict.fromkeys(a + b for a, b in merges) if t not in set(tokens)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return {t: i for i, t in enumerate(tokens)}, merges


CASES = {
    "quick_gelu": dict(act="quick_gelu", vision=(64, 128, 3, 4, 28, 7), text=(48, 96, 2, 3), context=32, dim=40),
    "gelu": dict(act="gelu", vision=(96, 200, 2, 6, 48, 16), text=(64, 128, 3, 2), context=20, dim=64),
    "vit_b_32": dict(act="quick_gelu", vision=(768, 3072, 12, 12, 224, 32), text=(512, 2048, 12, 8), context=77,
                     dim=512),
}
CASES |= {"pytorch_model.bin": CASES["quick_gelu"], "shards": CASES["quick_gelu"]}


def make(chosen):
    """Writes the folder; gives what transformers is to use."""
    os.makedirs(folder)
    vocabulary, merges = train_vocabulary(2000)
    start, end = vocabulary["<|startoftext|>"], vocabulary["<|endoftext|>"]

    width, inner, layers, heads, size, patch = chosen["vision"]
    vision = dict(hidden_size=width, intermediate_size=inner, num_hidden_layers=layers, num_attention_heads=heads,
                  image_size=size, patch_size=patch, hidden_act=chosen["act"])
    width, inner, layers, heads = chosen["text"]
    text = dict(hidden_size=width, intermediate_size=inner, num_hidden_layers=layers, num_attention_heads=heads,
                max_position_embeddings=chosen["context"], vocab_size=len(vocabulary), hidden_act=chosen["act"],
                bos_token_id=start, eos_token_id=end, pad_token_id=end)
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=chosen["dim"]))
    with torch.no_grad():
        # As initialised, towers hardly look at their input: make every part count. Most inputs of the activations are
        # about -2, where the two kinds of GELU differ most.
        for name, parameter in model.named_parameters():
            if name.endswith("fc1.bias"):
                parameter.normal_(mean=-2.0, std=0.5)
            elif name.endswith("bias"):
                parameter.normal_(std=0.2)
            elif "norm" in name:
                parameter.uniform_(0.5, 1.5)
            elif "q_proj" in name or "k_proj" in name:
                parameter.mul_(3.0)
            elif "fc2" in name:
                parameter.mul_(20.0)
            elif "embedding" in name:
                parameter.mul_(5.0)
    model.save_pretrained(folder, max_shard_size="300KB" if case == "shards" else "5GB")
    if case == "pytorch_model.bin":
        os.remove(os.path.join(folder, "model.safetensors"))
        torch.save(model.state_dict(), os.path.join(folder, case))

    if case == "gelu":
        # As older files have it: texts read out at the largest id, said in a section of the older name, which counts
        # instead of the other one; sizes as numbers. Tokens from tokenizer.json.
        values = model.config.to_dict()
        values["text_config_dict"] = values["text_config"] | dict(eos_token_id=2)
        values["text_config"] = dict(hidden_size=16)
        with open(os.path.join(folder, "config.json"), "w") as file:
            json.dump(values, file)
        numbers = dict(resample=2, image_mean=[0.5, 0.4, 0.3], image_std=[0.2, 0.3, 0.4])
        processor = CLIPImageProcessorPil(size={"shortest_edge": 52}, crop_size={"height": 48, "width": 48}, **numbers)
        with open(os.path.join(folder, "preprocessor_config.json"), "w") as file:
            json.dump(dict(size=52, crop_size=48, **numbers), file)
        tokenizer = CLIPTokenizerFast(vocab=vocabulary, merges=merges)
        tokenizer.save_pretrained(folder)
        model = CLIPModel.from_pretrained(folder)
    else:
        processor = CLIPImageProcessorPil(size={"shortest_edge": size}, crop_size={"height": size, "width": size})
        processor.save_pretrained(folder)
        with open(os.path.join(folder, "vocab.json"), "w") as file:
            json.dump(vocabulary, file)
        with open(os.path.join(folder, "merges.txt"), "w") as file:
            file.write("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
        tokenizer = CLIPTokenizerFast.from_pretrained(folder)
    return model, processor, tokenizer


if existing:
    shutil.copytree(existing[0], folder)
    model, processor, tokenizer = (kind.from_pretrained(folder)
                                   for kind in (CLIPModel, CLIPImageProcessorPil, CLIPTokenizerFast))
else:
    model, processor, tokenizer = make(CASES[case])
model.eval()
size = model.config.vision_config.image_size
context = model.config.text_config.max_position_embeddings

# Smooth images of many sizes, so that resizing matters.
images = []
for _ in range(8 if case == "vit_b_32" else 24):
    height, wide = rng.randrange(size // 2, 2 * size), rng.randrange(size // 2, 2 * size)
    seed = torch.rand(1, 3, rng.randrange(2, 9), rng.randrange(2, 9))
    smooth = torch.nn.functional.interpolate(seed, size=(height, wide), mode="bilinear")[0]
    images.append((smooth * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy())
texts = [line() for _ in range(200 if case == "vit_b_32" else 4000)]
embedded = texts[:40] + ["a photo of a cat", ""]

with torch.no_grad():
    pixels = processor(images=[transformers.image_utils.PIL.Image.fromarray(i) for i in images], return_tensors="pt")
    seen = model.get_image_features(**pixels)
    options = dict(truncation=True, max_length=context)
    read = model.get_text_features(**tokenizer(embedded, padding=True, return_tensors="pt", **options))
seen, read = (getattr(value, "pooler_output", value) for value in (seen, read))
ids = [tokenizer(t, **options)["input_ids"] for t in texts]


def listed(name, items):
    return {name: np.concatenate([np.asarray(i) for i in items]),
            name + " begin": np.cumsum([0] + [len(i) for i in items])}


def as_bytes(items):
    return [np.frombuffer(i.encode(), np.uint8) for i in items]


inputs = {f"image {i:03}": image for i, image in enumerate(images)}
inputs |= listed("texts", as_bytes(texts)) | listed("embedded", as_bytes(embedded))
save_file(inputs, os.path.join(out, "in.safetensors"))
results = {"images": torch.nn.functional.normalize(seen).numpy(), "texts": torch.nn.functional.normalize(read).numpy()}
save_file(results | listed("ids", [np.asarray(i, np.int64) for i in ids]), os.path.join(out, "out.safetensors"))
print("torch", torch.__version__, "transformers", transformers.__version__, "tokenizers", tokenizers.__version__)
