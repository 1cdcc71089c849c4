"""torchvision's answers with a student's weights: student_torchvision.py NAME IN.safetensors OUT.safetensors.

IN holds the weights under their names, and images under "images". Loading is strict, so that every name and shape is
compared. OUT gets the logits in evaluation mode, the loss's gradient of the first convolution in training mode (dropout
off), and the statistics that the training step leaves behind."""
import sys

import torch
import torchvision
from safetensors.torch import load_file, save_file

name, source, target = sys.argv[1:]
tensors = load_file(source)
images = tensors.pop("images")
classes = [value for key, value in tensors.items() if key in ("fc.bias", "classifier.1.bias")][0].numel()
options = {"dropout": 0.0} if name == "mobilenet_v2" else {}
model = getattr(torchvision.models, name)(weights=None, num_classes=classes, **options)
model.load_state_dict(tensors, strict=True)

model.eval()
with torch.no_grad():
    result = {"logits": model(images)}
model.train()
model(images).pow(2).mean().backward()
first = next(model.parameters())
result["gradient"] = first.grad
result["running_var"] = [value for key, value in model.state_dict().items() if key.endswith("running_var")][-1]
save_file({key: value.contiguous() for key, value in result.items()}, target)
print("torch", torch.__version__, "torchvision", torchvision.__version__)
