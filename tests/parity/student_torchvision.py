"""torchvision's answers with a student's weights: student_torchvision.py NAME IN.safetensors OUT.safetensors.

IN holds the weights under their names, and images under "images". Loading is strict, so that every name and shape is
compared. What torchvision draws in training (dropout, stochastic depth) is switched off. OUT gets the logits in
evaluation mode and in training mode, the loss's gradient of every parameter ("gradient.NAME"), and the statistics that
the training step leaves behind ("after.NAME"), all in float64."""
import sys

import torch
import torchvision
from safetensors.torch import load_file, save_file
from torchvision.ops import StochasticDepth

name, source, target = sys.argv[1:]
tensors = load_file(source)
images = tensors.pop("images")
last = max(key for key in tensors if key.startswith(("fc.", "classifier.")) and key.endswith("bias"))
classes = tensors[last].numel()
model = getattr(torchvision.models, name)(weights=None, num_classes=classes)
for module in model.modules():
    if isinstance(module, (torch.nn.Dropout, StochasticDepth)):
        module.p = 0.0
model.load_state_dict(tensors, strict=True)
model.double()
images = images.double()

model.eval()
with torch.no_grad():
    result = {"evaluated": model(images)}
model.train()
logits = model(images)
logits.pow(2).mean().backward()
result["trained"] = logits.detach()
for key, value in model.named_parameters():
    result["gradient." + key] = value.grad
for key, value in model.named_buffers():
    result["after." + key] = value
save_file({key: value.contiguous() for key, value in result.items()}, target)
print("torch", torch.__version__, "torchvision", torchvision.__version__)
