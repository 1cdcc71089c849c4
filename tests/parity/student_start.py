"""What a student may start from, written by torch itself: student_start.py FOLDER.

Leaves torchvision's resnet18 of 12 classes as weights.pth, old.pth (the format before 1.6) and weights.safetensors, a
TorchScript module around it that returns features and logits (module.pt), and answers.safetensors with images and both
outputs in evaluation mode."""
import pathlib
import sys
import warnings

import torch
import torchvision
from safetensors.torch import save_file

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
torch.manual_seed(3)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torchvision.models.resnet18(num_classes=12)
        self.dropout = torch.nn.Dropout(0.1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        n = self.net
        x = n.maxpool(n.relu(n.bn1(n.conv1(x))))
        x = n.layer4(n.layer3(n.layer2(n.layer1(x))))
        features = self.dropout(torch.flatten(n.avgpool(x), 1))
        return features, n.fc(features)


model = Net()
images = torch.randn(5, 3, 64, 64)
with torch.no_grad():
    for _ in range(3):
        model(images)
model.eval()
state = model.net.state_dict()
torch.save(state, folder / "weights.pth")
torch.save({"state_dict": {"module." + key: value for key, value in state.items()}, "epoch": 3}, folder / "trained.pth")
torch.save(state, folder / "old.pth", _use_new_zipfile_serialization=False)
save_file({key: value.contiguous() for key, value in state.items()}, folder / "weights.safetensors")
with torch.no_grad():
    features, logits = model(images)
save_file({"images": images, "features": features, "logits": logits}, folder / "answers.safetensors")
model.train()
torch.jit.script(model).save(str(folder / "module.pt"))
print("torch", torch.__version__, "torchvision", torchvision.__version__)
