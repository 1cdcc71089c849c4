"""Answers of onnxruntime, and of torchvision where it has the network, to an exported student:
export_peers.py MODEL.onnx MODEL.safetensors IN.safetensors OUT.safetensors.

IN holds "images" [N, 3, S, S] or "pixels" [N, H, W, 3]; OUT gets "onnxruntime" and perhaps "torchvision"."""
import sys

import onnx
import onnxruntime
import torch
import torchvision
from safetensors import safe_open
from safetensors.torch import load_file, save_file

model, weights, source, target = sys.argv[1:]
onnx.checker.check_model(model, full_check=True)
inputs = load_file(source)
name, values = next(iter(inputs.items()))
net = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
result = {"onnxruntime": torch.from_numpy(net.run(None, {name: values.numpy()})[0])}
with safe_open(weights, "pt") as file:
    student = file.metadata()["student"]
if name == "images" and hasattr(torchvision.models, student):
    tensors = load_file(weights)
    peer = getattr(torchvision.models, student)(weights=None, num_classes=result["onnxruntime"].shape[1])
    peer.load_state_dict(tensors, strict=True)
    with torch.no_grad():
        result["torchvision"] = peer.eval()(values)
save_file({key: value.contiguous() for key, value in result.items()}, target)
print("onnx", onnx.__version__, "onnxruntime", onnxruntime.__version__, "torchvision", torchvision.__version__)
