#include "export/onnxexample.h"

#include "base/error.h"
#include "base/files.h"
#include "export/goldenimages.h"
#include "images/encode.h"
#include "images/viewed.h"
#include "measure/accuracy.h"

#include <nlohmann/json.hpp>
#include <system_error>

namespace retort {

namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const std::string &text)
{
    return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string replaced(std::string text, const std::string &what, const std::string &with)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

/// Left, top, right and bottom of the region as expressions of the picture's sides.
std::array<std::string, 4> edges(const Region &region, const std::string &width, const std::string &height)
{
    const auto edge = [&](double place, const std::string &side) {
        const std::string number = Json(place).dump();
        return region.percent ? side + " * " + number + " / 100" : number;
    };
    return {edge(region.left, width), edge(region.top, height), edge(region.left + region.width, width),
            edge(region.top + region.height, height)};
}

std::string pythonPreparation(const ImageView &view)
{
    std::string lines;
    if (!view.region.isWhole()) {
        const auto [left, top, right, bottom] = edges(view.region, "w", "h");
        lines += "    w, h = image.size\n    image = image.crop((round(" + left + "), round(" + top +
                 "), min(w, round(" + right + ")), min(h, round(" + bottom + "))))\n";
    }
    if (view.fit == Fit::Squash)
        return lines + "    image = image.resize((size, size), Image.BICUBIC)\n";
    const std::string leading = view.fit == Fit::Crop ? "min" : "max";
    return lines + "    w, h = (side * size // " + leading +
           "(image.size) or 1 for side in image.size)\n"
           "    left, top = " +
           (view.fit == Fit::Crop ? "(w - size) // 2, (h - size) // 2"
                                  : "-((size - w) // 2), -((size - h) // 2)") +
           "\n    image = image.resize((w, h), Image.BICUBIC).crop((left, top, left + size, top + size))\n";
}

std::string pythonRunner(const std::string &model, const StudentFile &file, const OnnxOptions &options)
{
    std::string text = R"py(# python3 run.py IMAGE...   (pip install onnxruntime pillow)
import json, pathlib, sys
import numpy, onnxruntime
from PIL import Image, ImageOps

net = onnxruntime.InferenceSession(str(pathlib.Path(__file__).parent.parent / @MODEL@))
about = net.get_modelmeta().custom_metadata_map
classes, size, reject = json.loads(about["classes"]), int(about["input_size"]), float(about.get("reject_threshold", 0))
for path in sys.argv[1:]:
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
@STEPS@    print(path, classes[p.argmax()] if p.max() >= reject else "(none)", round(float(p.max()), 6))
)py";
    const std::string steps = options.fromPixels
                                  ? "    p = net.run(None, {\"pixels\": numpy.asarray(image)[None]})[0][0]\n"
                                  : pythonPreparation(file.view) +
                                        "    x = (numpy.asarray(image, numpy.float32) / 255 - 0.5) / 0.25\n"
                                        "    y = net.run(None, {\"images\": x.transpose(2, 0, 1)[None]})[0][0]\n"
                                        "    p = numpy.exp(y - y.max()) / numpy.exp(y - y.max()).sum()\n";
    return replaced(replaced(std::move(text), "@MODEL@", quoted(model)), "@STEPS@", steps);
}

std::string cppRunner(const std::string &model, const StudentFile &file)
{
    std::string text =
        R"cpp(// g++ -O2 run.cpp -o run $(pkg-config --cflags --libs opencv4) && ./run ../@MODELNAME@ IMAGE...
// Pictures of another size are resampled by OpenCV's area filter here; Retort does it as Pillow's bicubic filter does.
#include <cstdio>
#include <opencv2/dnn.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

int main(int count, char **argument)
{
    const char *classes[] = {@CLASSES@};
    cv::dnn::Net net = cv::dnn::readNetFromONNX(argument[1]);
    for (int i = 2; i < count; ++i) {
        cv::Mat image = cv::imread(argument[i]), p;
@STEPS@        net.setInput(cv::dnn::blobFromImage(image, 1 / (255 * 0.25), {}, cv::Scalar::all(127.5), true));
        const cv::Mat y = net.forward();
        cv::exp(y - cv::Scalar::all(*std::max_element(y.begin<float>(), y.end<float>())), p);
        const long best = std::max_element(p.begin<float>(), p.end<float>()) - p.begin<float>();
        const double confidence = p.at<float>(int(best)) / cv::sum(p)[0];
        std::printf("%s %s %.6f\n", argument[i], confidence >= @REJECT@ ? classes[best] : "(none)", confidence);
    }
}
)cpp";
    std::string classes;
    for (const std::string &name : file.classes)
        classes += (classes.empty() ? "" : ", ") + quoted(name);
    const std::string size = std::to_string(file.inputSize);
    std::string steps;
    if (!file.view.region.isWhole()) {
        const auto [left, top, right, bottom] = edges(file.view.region, "image.cols", "image.rows");
        steps += "        image = image(cv::Rect(cv::Point(cvRound(" + left + "), cvRound(" + top +
                 ")), cv::Point(cvRound(" + right + "), cvRound(" + bottom +
                 "))) & cv::Rect({}, image.size()));\n";
    }
    if (file.view.fit == Fit::Squash) {
        steps += "        cv::resize(image, image, {" + size + ", " + size + "}, 0, 0, cv::INTER_AREA);\n";
    } else {
        const bool crop = file.view.fit == Fit::Crop;
        steps += std::string("        const int side = std::") + (crop ? "min" : "max") +
                 "(image.rows, image.cols);\n        cv::resize(image, image, {std::max(1, int(image.cols * " +
                 size + "L / side)), std::max(1, int(image.rows * " + size +
                 "L / side))}, 0, 0, cv::INTER_AREA);\n";
        steps += crop ? "        image = image(cv::Rect((image.cols - " + size + ") / 2, (image.rows - " + size +
                            ") / 2, " + size + ", " + size + ")).clone();\n"
                      : "        const int y0 = (" + size + " - image.rows) / 2, x0 = (" + size +
                            " - image.cols) / 2;\n        cv::copyMakeBorder(image, image, y0, " + size +
                            " - image.rows - y0, x0, " + size + " - image.cols - x0, cv::BORDER_CONSTANT);\n";
    }
    text = replaced(std::move(text), "@MODELNAME@", model);
    text = replaced(std::move(text), "@CLASSES@", classes);
    text = replaced(std::move(text), "@STEPS@", steps);
    return replaced(std::move(text), "@REJECT@", Json(file.rejectThreshold.value_or(0)).dump());
}

} // namespace

std::filesystem::path exampleFolder(const std::filesystem::path &model)
{
    return model.parent_path() / (model.stem().string() + "-example");
}

void writeOnnxExample(const std::filesystem::path &model, ExportedStudent &student, const OnnxOptions &options)
{
    const StudentFile &file = student.file();
    const std::filesystem::path folder = exampleFolder(model);
    std::error_code failed;
    std::filesystem::create_directory(folder, failed);
    if (failed)
        throw Error(folder.string() + " cannot be made: " + failed.message(),
                    "Choose another place to export to.");

    const auto size = static_cast<int>(file.inputSize);
    Json golden = Json::array();
    for (int number = 0; number < 2; ++number) {
        const Image image =
            number == 0 ? goldenImage(number, size, size) : goldenImage(number, 2 * size + 17, 3 * size + 5);
        const std::string name = "golden-" + std::to_string(number) + ".png";
        writeFileAtomically(folder / name, encodePng(image));
        const Matrix logits = student.logits(squareOf(image, file.view, size, Resampling::Bicubic).pixels, 1);
        const LogitSummary summary = summarise(logits);
        golden.push_back({{"image", name},
                          {"class", file.classes[static_cast<std::size_t>(summary.answers[0])]},
                          {"probability", summary.confidences[0]},
                          {"logits", std::vector(logits.row(0).begin(), logits.row(0).end())}});
    }
    writeFileAtomically(folder / "golden.json", golden.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
    const std::string name = model.filename().string();
    writeFileAtomically(folder / "run.py", pythonRunner(name, file, options));
    if (!options.fromPixels && !options.int8)
        writeFileAtomically(folder / "run.cpp", cppRunner(name, file));
}

} // namespace retort
