"""Checkpoints by the writers of their own ecosystem, and what open_clip makes of them:
teacher_open_clip.py CASE OUT_FOLDER.

OUT_FOLDER/model is what Retort is to open (a folder or a file); OUT_FOLDER/in.safetensors holds images and texts;
OUT_FOLDER/out.safetensors the normalised embeddings, logits, and zero-shot logits with prompts averaged by class."""
import json
import os
import random
import sys

import numpy as np
import open_clip
import torch
from open_clip.transform import image_transform_v2, PreprocessCfg
from PIL import Image
from safetensors.torch import save_file

case, out = sys.argv[1:]
torch.manual_seed(len(case) + 5)
rng = random.Random(case)
vit = dict(image_size=64, layers=3, width=128, patch_size=16)
text = dict(context_length=77, vocab_size=49408, width=64, heads=1, layers=2)
resnet = dict(image_size=64, layers=[1, 2, 1, 1], width=16, patch_size=None)
CASES = {
    "folder, gelu, safetensors": dict(vision_cfg=vit, text_cfg=text, embed_dim=48),
    "folder, quick_gelu, bin": dict(vision_cfg=vit, text_cfg=text, embed_dim=48, quick_gelu=True),
    "folder, wide heads, squash": dict(vision_cfg=vit | dict(head_width=32, mlp_ratio=2.5), text_cfg=text, embed_dim=48),
    "folder, resnet": dict(vision_cfg=resnet, text_cfg=text, embed_dim=40),
    "OpenAI, ViT": dict(vision_cfg=vit, text_cfg=text, embed_dim=48, quick_gelu=True),
    "OpenAI, resnet": dict(vision_cfg=resnet, text_cfg=text, embed_dim=40, quick_gelu=True),
    "training checkpoint, half": dict(vision_cfg=vit, text_cfg=text, embed_dim=48),
    # Real shapes: by hand, see teacher_open_clip.cpp.
    "real ViT-B-32": "ViT-B-32", "real RN50": "RN50", "real ViT-B-32-quickgelu": "ViT-B-32-quickgelu",
    "real ViT-B-16": "ViT-B-16", "real ViT-L-14": "ViT-L-14", "real RN101": "RN101",
}
config = CASES[case]
if isinstance(config, str):
    config = open_clip.get_model_config(config)
model = open_clip.model.CLIP(**config).eval()
with torch.no_grad():
    # As initialised, towers hardly look at their input: make every part count. Most inputs of the activations are about
    # -2, where the two kinds of GELU differ most.
    for name, parameter in model.named_parameters():
        if name.endswith("c_fc.bias"):
            parameter.normal_(mean=-2.0, std=0.5)
        elif name.endswith("bias"):
            parameter.normal_(std=0.2)
        elif "ln_" in name or "bn" in name or "downsample.1" in name:
            parameter.uniform_(0.5, 1.5)
        elif "in_proj_weight" in name:
            parameter.mul_(2.0)
        elif "c_proj.weight" in name and "attnpool" not in name:
            parameter.mul_(10.0 if "." in name and "resblocks" in name else 1.0)
        elif "embedding" in name:
            parameter.mul_(5.0)
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(std=0.1)
        elif name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
    if "half" in case or "OpenAI" in case:
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())

size = model.visual.image_size
size = size[0] if isinstance(size, tuple) else size
preprocess = dict(size=size, mean=[0.5, 0.4, 0.3], std=[0.2, 0.3, 0.25], interpolation="bicubic", resize_mode="shortest")
if "squash" in case:
    preprocess |= dict(resize_mode="squash", interpolation="bilinear")
folder = case.startswith("folder")
if not folder:
    preprocess = dict(size=size)
transform = image_transform_v2(PreprocessCfg(**preprocess), is_train=False)
state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
path = os.path.join(out, "model")
os.makedirs(path)


class Names(torch.nn.Module):
    """Holds tensors under given names, as a scripted module does."""

    def forward(self, x):
        return x


if folder:
    with open(os.path.join(path, "open_clip_config.json"), "w") as file:
        json.dump(dict(model_cfg=config, preprocess_cfg=preprocess), file)
    if case.endswith("bin"):
        torch.save(state, os.path.join(path, "open_clip_pytorch_model.bin"))
    else:
        save_file(state, os.path.join(path, "open_clip_model.safetensors"))
elif case.startswith("OpenAI"):
    root = Names()
    state |= {name: torch.tensor(value) for name, value in
              dict(input_resolution=size, context_length=77, vocab_size=49408).items()}
    for name, tensor in state.items():
        *parents, last = name.split(".")
        module = root
        for parent in parents:
            if parent not in module._modules:
                module.add_module(parent, Names())
            module = module._modules[parent]
        # As OpenAI's: most weights are half, norms are not.
        whole = not tensor.is_floating_point() or any(part in name for part in ("ln_", "bn", "downsample.1", "scale"))
        module.register_buffer(last, tensor if whole else tensor.half())
    torch.jit.script(root).save(os.path.join(path, "clip.pt"))
else:
    file = os.path.join(path, "epoch_1.pt")
    if "half" in case:
        state = {"module." + name: tensor.half() for name, tensor in state.items()}
    torch.save(dict(epoch=1, name="run", state_dict=state, optimizer=dict(lr=1e-3)), file)
    with open(file + ".open_clip_config.json", "w") as output:
        json.dump(config, output)

images = []
for _ in range(6 if "real" in case else 24):
    height, wide = rng.randrange(size // 2, 2 * size), rng.randrange(size // 2, 2 * size)
    if "squash" in case:
        # Pillow 13 resizes tall images rows first, other versions and Retort columns first (core/images/resample.h).
        height, wide = sorted((height, wide))
    seed = torch.rand(1, 3, rng.randrange(2, 9), rng.randrange(2, 9))
    smooth = torch.nn.functional.interpolate(seed, size=(height, wide), mode="bilinear")[0]
    images.append((smooth * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy())
classes = ["cat", "dog", "T-shirt", "aeroplane", "truck"]
templates = ["a photo of a {}.", "a sketch of a {}.", "{}", "the {} &amp; it's friend"]
texts = [t.format(c) for c in classes for t in templates] + ["", "x " * 100, "a photo of a cat!"]
tokenizer = open_clip.SimpleTokenizer()
with torch.no_grad():
    pixels = torch.stack([transform(Image.fromarray(image)) for image in images])
    seen = torch.nn.functional.normalize(model.encode_image(pixels))
    read = torch.nn.functional.normalize(model.encode_text(tokenizer(texts)))
    weights = open_clip.build_zero_shot_classifier(model, tokenizer, classes, [t.format for t in templates], device="cpu")
    zero_shot = model.logit_scale.exp() * seen @ weights
    logits = model.logit_scale.exp() * seen @ read.T


def listed(name, items):
    return {name: torch.from_numpy(np.concatenate(items)),
            name + " begin": torch.from_numpy(np.cumsum([0] + [len(i) for i in items]))}


def as_bytes(items):
    return [np.frombuffer(i.encode(), np.uint8) for i in items]


inputs = {f"image {i:03}": torch.from_numpy(image) for i, image in enumerate(images)}
save_file(inputs | listed("texts", as_bytes(texts)), os.path.join(out, "in.safetensors"))
save_file(dict(images=seen.contiguous(), texts=read.contiguous(), logits=logits.contiguous(),
               zero_shot=zero_shot.contiguous()), os.path.join(out, "out.safetensors"))
print("torch", torch.__version__, "open_clip", open_clip.__version__)
