#include "teacher/recordedteacher.h"

#include "base/error.h"
#include "base/files.h"
#include "data/split.h"
#include "formats/npy.h"
#include "formats/safetensors.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr const char *imagesTensor = "image_embeds";
constexpr const char *classesTensor = "text_embeds";
constexpr const char *logitsTensor = "logits";
constexpr const char *scaleKey = "logit_scale";

std::string rowPlace(std::int64_t row)
{
    return "row " + std::to_string(row);
}

NumberTable tableOf(const TensorView &tensor, const fs::path &file)
{
    if (tensor.shape.size() != 2 || !isFloatingPoint(tensor.type))
        throw InputError(file, "tensor \"" + tensor.name + "\"",
                         "is no table of floating-point numbers with a row an image or a class",
                         "Save it with two dimensions, as float32 or float16.");
    return {tensor.type, false, false, tensor.shape[0], tensor.shape[1], tensor.bytes};
}

double scaleOf(const Metadata &metadata, const fs::path &file)
{
    const auto found = metadata.find(scaleKey);
    if (found == metadata.end())
        return TeacherInfo{}.logitScale;
    double scale = 0;
    const std::string &text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale);
    if (error != std::errc() || end != text.data() + text.size() || !(scale > 0) || !std::isfinite(scale))
        throw InputError(file, std::string("metadata \"") + scaleKey + "\"",
                         "is \"" + text.substr(0, 40) + "\", no number above 0",
                         "Write what cosines are multiplied by: 100 for CLIP.");
    return scale;
}

/// The tables of a file, which must stay mapped.
struct Tables
{
    NumberTable answers;
    std::optional<NumberTable> classes; ///< none: `answers` are logits
    std::string format;
    double scale = TeacherInfo{}.logitScale; ///< of embeddings
};

Tables tablesOf(const MappedFile &file, const fs::path &path, std::optional<MappedFile> &classes)
{
    Tables tables;
    if (isNpy(file.bytes())) {
        tables.format = ".npy";
        tables.answers = parseNpy(file.bytes(), path);
        fs::path beside = path;
        beside.replace_extension(".classes.npy");
        if (std::error_code failed; fs::exists(beside, failed)) {
            classes.emplace(beside);
            tables.classes = parseNpy(classes->bytes(), beside);
        }
        return tables;
    }
    tables.format = "safetensors";
    const SafetensorsView view = parseSafetensors(file.bytes(), path);
    const TensorView *images = view.find(imagesTensor);
    const TensorView *logits = view.find(logitsTensor);
    if (images && logits)
        throw InputError(path, {},
                         "holds image_embeds and logits: it is not clear which are the teacher's answers",
                         "Keep one of them.");
    tables.answers = tableOf(images ? *images : *logits, path);
    if (!images)
        return tables;
    const TensorView *texts = view.find(classesTensor);
    if (!texts)
        throw InputError(
            path, {}, "holds embeddings of images and none of classes",
            "Add text_embeds, a row a class in the order of the class list: retort-cli embed writes them "
            "with --prompts. Or save logits instead.");
    tables.classes = tableOf(*texts, path);
    tables.scale = scaleOf(view.metadata, path);
    return tables;
}

/// The row, finite.
void readRow(const NumberTable &table, std::int64_t row, std::span<float> values, const fs::path &file)
{
    table.copyRow(row, values);
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        throw InputError(file, rowPlace(row), "holds a number that is not finite",
                         "Look for what made it, and save the table again.");
}

double lengthOf(std::span<const float> values)
{
    double squares = 0;
    for (const float value : values)
        squares += static_cast<double>(value) * value;
    return std::sqrt(squares);
}

void toUnit(std::span<float> values, std::int64_t row, const fs::path &file)
{
    const double length = lengthOf(values);
    if (!(length > 0))
        throw InputError(file, rowPlace(row), "is all zeros, which is no embedding",
                         "Look for what made it, and save the table again.");
    for (float &value : values)
        value = static_cast<float>(value / length);
}

void centre(std::span<float> values)
{
    double sum = 0;
    for (const float value : values)
        sum += value;
    const double mean = sum / static_cast<double>(values.size());
    for (float &value : values)
        value = static_cast<float>(value - mean);
}

/// Goes through all logits: the longest of the centred rows.
double longestOf(const NumberTable &logits, const fs::path &file)
{
    std::vector<float> row(static_cast<std::size_t>(logits.columns));
    double longest = 0;
    bool probabilities = true;
    for (std::int64_t r = 0; r < logits.rows; ++r) {
        readRow(logits, r, row, file);
        if (probabilities) {
            double sum = 0;
            for (const float value : row) {
                probabilities = probabilities && value >= 0;
                sum += value;
            }
            probabilities = probabilities && std::abs(sum - 1) < 1e-2;
        }
        centre(row);
        longest = std::max(longest, lengthOf(row));
    }
    if (probabilities)
        throw InputError(file, {}, "holds probabilities: every row adds up to 1. Logits are needed",
                         "Save the logits, or the logarithms: numpy.log(numpy.maximum(p, 1e-9)).");
    if (!(longest > 0))
        throw InputError(file, {}, "says the same of every class in every row", "Save the teacher's logits.");
    return longest;
}

Matrix unitRows(const NumberTable &table, const fs::path &file)
{
    Matrix matrix(table.rows, table.columns);
    for (std::int64_t r = 0; r < table.rows; ++r) {
        readRow(table, r, matrix.row(r), file);
        toUnit(matrix.row(r), r, file);
    }
    return matrix;
}

const char *precisionName(ElementType type)
{
    switch (type) {
    case ElementType::F16:
        return "float16";
    case ElementType::BF16:
        return "bfloat16";
    case ElementType::F64:
        return "float64";
    default:
        return "float32";
    }
}

std::string idOf(std::span<const std::byte> answers, std::span<const std::byte> classes, const fs::path &list)
{
    const MappedFile names(list);
    std::string keys;
    for (const std::span<const std::byte> bytes : {answers, classes, names.bytes()})
        keys += contentKey({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()}).hex();
    return contentKey({reinterpret_cast<const std::uint8_t *>(keys.data()), keys.size()}).hex();
}

} // namespace

struct RecordedTeacher::Parts
{
    MappedFile file;
    std::optional<MappedFile> classesFile;
    NumberTable answers;
    bool logits = false;
    Matrix classes;
    RowList list;
};

RecordedTeacher::RecordedTeacher(TeacherInfo info, std::unique_ptr<Parts> parts)
    : Teacher(std::move(info)), m_parts(std::move(parts))
{}

RecordedTeacher::~RecordedTeacher() = default;

bool RecordedTeacher::isOne(const fs::path &path)
{
    std::error_code failed;
    if (!fs::is_regular_file(path, failed))
        return false;
    try {
        const MappedFile file(path);
        if (isNpy(file.bytes()))
            return true;
        if (path.extension() != ".safetensors")
            return false;
        const SafetensorsView view = parseSafetensors(file.bytes(), path);
        return view.find(imagesTensor) != nullptr || view.find(logitsTensor) != nullptr;
    } catch (const Error &) {
        return false; // whoever opens it says what is wrong
    }
}

std::shared_ptr<const Teacher> RecordedTeacher::open(const fs::path &path)
{
    MappedFile file(path);
    std::optional<MappedFile> classesFile;
    const Tables tables = tablesOf(file, path, classesFile);
    const NumberTable &answers = tables.answers;
    const std::int64_t classes = tables.classes ? tables.classes->rows : answers.columns;
    if (answers.rows < 1 || answers.columns < 2)
        throw InputError(path, {},
                         "is a table of " + std::to_string(answers.rows) + " x " +
                             std::to_string(answers.columns) +
                             "; a row an image and at least two columns are needed",
                         "Save embeddings [images x dimensions] or logits [images x classes].");
    if (tables.classes && tables.classes->columns != answers.columns)
        throw InputError(path, {},
                         "has images of " + std::to_string(answers.columns) + " dimensions and classes of " +
                             std::to_string(tables.classes->columns),
                         "Take both from the same model.");
    if (classes < 2)
        throw InputError(path, {}, "knows one class only", "A student needs at least two.");
    fs::path list = path;
    list.replace_extension(".txt");
    if (std::error_code failed; !fs::is_regular_file(list, failed))
        throw InputError(list, {},
                         "is not there: nothing says which images the rows of " + path.filename().string() +
                             " belong to",
                         "Write it: a line a row, in the rows' order, with the path of the image.");

    TeacherInfo info;
    info.id = idOf(file.bytes(), classesFile ? classesFile->bytes() : std::span<const std::byte>(), list);
    info.path = path;
    info.format = tables.format;
    info.precision = precisionName(answers.type);
    info.weightBytes = answers.bytes.size();
    info.recorded = true;
    info.fixedClasses = classes;
    std::string what;
    Matrix proxies;
    if (tables.classes) {
        info.family = "recorded embeddings";
        info.dimension = answers.columns;
        info.logitScale = tables.scale;
        what = "embeddings of " + std::to_string(answers.rows) + " images, " + std::to_string(answers.columns) +
               " dimensions, ";
        std::vector<float> row(static_cast<std::size_t>(answers.columns));
        for (std::int64_t r = 0; r < answers.rows; ++r) {
            readRow(answers, r, row, path);
            toUnit(row, r, path);
        }
        fs::path classesPath = path;
        if (classesFile)
            classesPath.replace_extension(".classes.npy");
        proxies = unitRows(*tables.classes, classesPath);
    } else {
        info.family = "recorded logits";
        info.dimension = classes + 1;
        info.logitScale = longestOf(answers, path);
        what = "logits of " + std::to_string(answers.rows) + " images, ";
        proxies = Matrix(classes, classes + 1);
        for (std::int64_t c = 0; c < classes; ++c)
            proxies.at(c, c) = 1;
    }
    info.description = what + std::to_string(classes) + " classes";
    return std::shared_ptr<const Teacher>(new RecordedTeacher(
        std::move(info),
        std::unique_ptr<Parts>(new Parts{std::move(file), std::move(classesFile), answers, !tables.classes,
                                         std::move(proxies), RowList(list, answers.rows)})));
}

Matrix RecordedTeacher::encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                     std::stop_token stop, const Reporter &reporter) const
{
    const NumberTable &table = m_parts->answers;
    const auto total = static_cast<std::int64_t>(indices.size());
    Matrix result(total, info().dimension);
    for (std::int64_t i = 0; i < total; ++i) {
        constexpr std::int64_t between = 1024;
        if (i % between == 0)
            throwIfStopped(stop);
        const std::int64_t row = m_parts->list.rowOf(images, indices[static_cast<std::size_t>(i)]);
        const std::span<float> values = result.row(i).first(static_cast<std::size_t>(table.columns));
        table.copyRow(row, values);
        if (m_parts->logits) {
            centre(values);
            const double longest = info().logitScale;
            for (float &value : values)
                value = static_cast<float>(value / longest);
            const double length = lengthOf(values);
            result.row(i).back() = static_cast<float>(std::sqrt(std::max(0.0, 1 - length * length)));
        } else {
            toUnit(values, row, info().path);
        }
    }
    reporter.report({"reading the teacher's answers", total, total, "images"});
    return result;
}

Matrix RecordedTeacher::encodeTexts(std::span<const std::string>, std::stop_token, const Reporter &) const
{
    throw ValueError("this teacher reads no text: its answers were recorded for " +
                         std::to_string(info().fixedClasses) + " classes",
                     "Choose a CLIP where texts matter.");
}

const Matrix &RecordedTeacher::classEmbeddings() const
{
    return m_parts->classes;
}

} // namespace retort
