"""Writes image files and what Pillow (and Hugging Face's CLIPImageProcessor, where it is installed) makes of them.

Called by tst_resize_pillow with a folder. In it, cases.txt has one line a case, the fields separated by tabs:
    decode  FILE                    HEIGHT WIDTH CHANNELS EXPECTED
    resize  FILE HEIGHT WIDTH HOW   HEIGHT WIDTH CHANNELS EXPECTED
    crop    FILE RESIZE CROP HOW    HEIGHT WIDTH CHANNELS EXPECTED
    floats  FILE RESIZE CROP HOW    3 CROP CROP EXPECTED
    openclip  as crop, by torchvision as OpenCLIP uses it
EXPECTED is a file of raw bytes, or of float32 for floats.
"""
import pathlib
import sys

import numpy as np
from PIL import Image, ImageOps

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(7)
cases = []


def photo(height, width, channels=3):
    """Smooth shapes with some noise and hard edges: what resampling has trouble with."""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for c in range(channels):
        wave = 127 + 90 * np.sin(x * (0.11 + 0.05 * c)) * np.cos(y * (0.07 + 0.03 * c))
        wave += random.normal(0, 12, (height, width))
        wave[height // 4:height // 2, width // 4:width // 2] = 255 * (c % 2)
        planes.append(wave)
    pixels = np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels if channels == 3 else pixels[..., 0])


def expected(kind, fields, array):
    name = f"expected{len(cases)}.raw"
    (folder / name).write_bytes(np.ascontiguousarray(array).tobytes())
    shape = array.shape if array.ndim == 3 else (*array.shape, 1)
    cases.append("\t".join([kind, *map(str, fields), *map(str, shape), name]))


def opened(file):
    """What towers are given: the reference."""
    image = ImageOps.exif_transpose(Image.open(folder / file)).convert("RGB")
    image.info.clear()  # of transparency: transformers 5 would lay the image on white
    return image


def decode(file):
    expected("decode", [file], np.asarray(opened(file)))


colour, grey = photo(61, 83), photo(61, 83, 1)
alpha = colour.copy()
alpha.putalpha(photo(61, 83, 1))
for suffix in ("png", "bmp", "tif", "webp"):
    options = {"lossless": True} if suffix == "webp" else {}
    for name, image in (("colour", colour), ("grey", grey)):
        image.save(folder / f"{name}.{suffix}", **options)
        if suffix != "webp" or name == "colour":  # WebP has no grey
            decode(f"{name}.{suffix}")
alpha.save(folder / "alpha.png")
alpha.save(folder / "alpha.tif")
alpha.save(folder / "alpha.webp", lossless=True, exact=True)
colour.quantize(50).save(folder / "palette.png")
colour.quantize(50).save(folder / "palette.bmp")
colour.quantize(50).save(folder / "palette.tif")
colour.quantize(9).save(folder / "transparent.png", transparency=3)
grey.convert("1").save(folder / "bilevel.png")
grey.quantize(9).save(folder / "fourbit.png", bits=4)
colour.save(folder / "lzw.tif", compression="tiff_lzw")
colour.save(folder / "deflate.tif", compression="tiff_adobe_deflate")
Image.fromarray((np.asarray(grey).astype(np.uint16) << 8) + 200).save(folder / "deep.png")
Image.fromarray((np.asarray(grey).astype(np.uint16) << 8) + 200).save(folder / "deep.tif")
for file in ("alpha.png", "alpha.tif", "alpha.webp", "palette.png", "palette.bmp", "palette.tif", "transparent.png",
             "fourbit.png", "lzw.tif", "deflate.tif", "deep.png", "deep.tif"):
    decode(file)
for name, image in (("colour", colour), ("grey", grey)):
    for quality in (50, 95):
        image.save(folder / f"{name}{quality}.jpg", quality=quality, progressive=quality == 50)
        decode(f"{name}{quality}.jpg")
colour.save(folder / "lossy.webp", quality=80)
decode("lossy.webp")
for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
    for size in ((61, 83), (64, 96), (1, 1), (17, 3)):
        file = f"sampled{subsampling.replace(':', '')}-{size[0]}x{size[1]}.jpg"
        photo(*size).save(folder / file, quality=88, subsampling=subsampling)
        decode(file)
inks = Image.merge("CMYK", [photo(61, 83, 1) for _ in range(4)])
for file in ("inks.jpg", "inks.tif"):
    inks.save(folder / file, **({"quality": 95} if file.endswith("jpg") else {}))
    decode(file)
# Every shade of one ink over every shade of black: OpenCV rounds their product otherwise than Pillow.
steps = np.repeat(np.repeat(np.arange(0, 256, 3, dtype=np.uint8)[None, :], 8, 0), 8, 1).repeat(86, 0)
inks = np.stack([steps, steps // 2, 255 - steps, np.ascontiguousarray(steps.T)], -1)
Image.fromarray(inks, "CMYK").save(folder / "allinks.jpg", quality=100, subsampling="4:4:4")
decode("allinks.jpg")
shaded = Image.merge("LA", [grey, photo(61, 83, 1)])
for file in ("shaded.png", "shaded.tif"):
    shaded.save(folder / file)
    decode(file)
colour.quantize(9).save(folder / "manytransparent.png", transparency=bytes([0, 128, 255, 7]))
colour.save(folder / "keyed.png", transparency=(10, 20, 30))
grey.save(folder / "keyedgrey.png", transparency=77)
dim = Image.fromarray(np.asarray(grey).astype(np.uint16) + np.arange(83, dtype=np.uint16))  # some above 255
for file in ("dim.png", "dim.tif"):
    dim.save(folder / file)
for file in ("manytransparent.png", "keyed.png", "keyedgrey.png", "dim.png", "dim.tif"):
    decode(file)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for suffix in ("jpg", "png", "webp", "tif"):
        file = f"turned{orientation}.{suffix}"
        options = {"lossless": True} if suffix == "webp" else {"quality": 95} if suffix == "jpg" else {}
        colour.save(folder / file, exif=exif, **options)
        decode(file)

methods = {"nearest": Image.Resampling.NEAREST, "bilinear": Image.Resampling.BILINEAR,
           "bicubic": Image.Resampling.BICUBIC}
sources = {"big.png": photo(375, 500), "tall.png": photo(301, 97), "portrait.png": photo(301, 211), "small.png": photo(28, 28, 1),
           "line.png": photo(1, 40), "one.png": photo(1, 1)}
for file, image in sources.items():
    image.save(folder / file)
    for height, width in ((224, 298), (32, 32), (28, 28), (1, 1), (7, 300), (375, 64), (500, 500), (20, 13)):
        for how, method in methods.items():
            # In two steps: since version 13 Pillow takes the rows first where the height loses more than twice as
            # many pixels as the width; before that it never did, and neither does torchvision.
            columns = image.resize((width, image.height), method)
            expected("resize", [file, height, width, how], np.asarray(columns.resize((width, height), method)))

try:  # the one that works with Pillow, as CLIP's models were evaluated; newer versions prefer torchvision's resize
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil as CLIPImageProcessor
except ImportError:
    try:
        from transformers import CLIPImageProcessor
    except ImportError:
        CLIPImageProcessor = None
if CLIPImageProcessor is not None:
    for file, image in sources.items():
        if min(image.size) < 2 or file == "tall.png":
            continue  # the channel axis of so small an image is ambiguous to it; for the tall one see above
        image = image.convert("RGB")
        for resize, crop in ((224, 224), (256, 224), (32, 32), (32, 28), (33, 28), (20, 31), (64, 97)):
            for how in ("bilinear", "bicubic"):
                processor = CLIPImageProcessor(size={"shortest_edge": resize}, crop_size={"height": crop, "width": crop},
                                               resample=methods[how], do_rescale=False, do_normalize=False)
                array = np.asarray(processor(image, return_tensors="np")["pixel_values"][0])
                expected("crop", [file, resize, crop, how], array.transpose(1, 2, 0).round().astype(np.uint8))
    # Whole files, as a person has them: opened, turned upright, made RGB, resized and cut.
    photo(1500, 2000).save(folder / "huge.jpg", quality=90)
    photo(2000, 1200).save(folder / "portrait.jpg", quality=90)
    photo(97, 800).save(folder / "panorama.png")
    whole = ["huge.jpg", "portrait.jpg", "panorama.png", "colour.png", "grey.png", "alpha.png", "alpha.tif", "alpha.webp",
             "shaded.png", "palette.png", "transparent.png", "manytransparent.png", "bilevel.png", "deep.png", "deep.tif",
             "dim.png", "inks.jpg", "allinks.jpg", "lossy.webp", "keyed.png", "keyedgrey.png", "lzw.tif", "colour.bmp", "colour50.jpg"]
    whole += [f"turned{orientation}.jpg" for orientation in range(1, 9)]
    for file in whole:
        for resize, crop in ((224, 224), (336, 336), (40, 32)):
            processor = CLIPImageProcessor(size={"shortest_edge": resize}, crop_size={"height": crop, "width": crop},
                                           do_rescale=False, do_normalize=False)
            array = np.asarray(processor(opened(file), return_tensors="np")["pixel_values"][0])
            expected("crop", [file, resize, crop, "bicubic"], array.transpose(1, 2, 0).round().astype(np.uint8))
    processor = CLIPImageProcessor(size={"shortest_edge": 224}, crop_size={"height": 224, "width": 224})
    array = np.asarray(processor(sources["big.png"], return_tensors="np")["pixel_values"][0], dtype=np.float32)
    expected("floats", ["big.png", 224, 224, "bicubic"], array)

try:  # OpenCLIP and OpenAI prepare images with torchvision, whose centre crop rounds otherwise
    from torchvision.transforms import CenterCrop, Compose, InterpolationMode, Resize
except ImportError:
    Compose = None
if Compose is not None:
    for file in ["huge.jpg", "portrait.jpg", "panorama.png", "colour.png", "grey.png", "alpha.png", "palette.png",
                 "deep.png", "inks.jpg", "turned6.jpg", "big.png", "small.png"]:
        for resize, crop in ((224, 224), (225, 224), (336, 336), (37, 32), (32, 31)):
            steps = Compose([Resize(resize, interpolation=InterpolationMode.BICUBIC), CenterCrop(crop)])
            expected("openclip", [file, resize, crop, "bicubic"], np.asarray(steps(opened(file))))

(folder / "cases.txt").write_text("\n".join(cases) + "\n")
print(len(cases), "cases, transformers", "yes" if CLIPImageProcessor is not None else "no", "torchvision",
      "yes" if Compose is not None else "no")
