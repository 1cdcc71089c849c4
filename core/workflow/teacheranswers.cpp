#include "workflow/teacheranswers.h"

#include "base/csvfield.h"
#include "base/error.h"
#include "base/files.h"
#include "base/matrixbuilder.h"
#include "formats/npy.h"
#include "formats/safetensors.h"
#include "teacher/rowlist.h"
#include "workflow/rowblocks.h"

#include <cstdio>

namespace retort {

namespace {

TensorView tensorOf(const std::string &name, const Matrix &matrix)
{
    return {name,
            ElementType::F32,
            {matrix.rows(), matrix.columns()},
            std::as_bytes(std::span(matrix.data(), static_cast<std::size_t>(matrix.rows() * matrix.columns())))};
}

std::string number(float value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", static_cast<double>(value));
    return text;
}

} // namespace

void writeTeacherAnswers(const Session &session, const Weighting &weighting, const PromptEmbeddings &prompts,
                         DatasetRole role, const std::filesystem::path &out, const std::stop_token &stop,
                         const Reporter &reporter)
{
    const std::string kind = out.extension().string();
    if (kind != ".csv" && kind != ".npy" && kind != ".safetensors")
        throw ValueError(
            "\"" + out.string() + "\" does not say what to write",
            "Name a .csv file (class, probability and margin), or a .npy or .safetensors file (logits).");
    if (role == DatasetRole::Test && !session.test)
        throw ValueError("The project has no test images");
    const EmbeddedDataset &part = role == DatasetRole::Test ? *session.test : session.training;
    const ImageSource &images = *part.dataset->images;
    const TeacherInfo &teacher = session.teacher->info();
    const auto logitsOf = [&](const Matrix &block) {
        return weightedLogits(weighting, prompts, block, teacher.logitScale, stop);
    };
    const auto report = [&](std::int64_t done) {
        reporter.report({"writing the teacher's answers", done, images.size(), "images"});
    };
    if (kind == ".csv") {
        std::vector<std::string> classes;
        for (const ClassEntry &entry : session.settings.classes)
            classes.push_back(csvField(entry.name));
        std::string text = "path,class,probability,margin\r\n";
        forRowBlocks(*part.embeddings, prompts.classes, stop, [&](std::int64_t first, const Matrix &block) {
            const LogitSummary answers = summarise(logitsOf(block));
            for (std::size_t i = 0; i < answers.answers.size(); ++i)
                text += csvField(images.name(first + static_cast<std::int64_t>(i))) + "," +
                        classes.at(static_cast<std::size_t>(answers.answers[i])) + "," +
                        number(answers.confidences[i]) + "," + number(answers.margins[i]) + "\r\n";
            report(first + block.rows());
        });
        writeFileAtomically(out, std::string_view(text));
        return;
    }
    MatrixBuilder logits(images.size(), prompts.classes, out.parent_path().empty() ? "." : out.parent_path());
    forRowBlocks(*part.embeddings, prompts.classes, stop, [&](std::int64_t first, const Matrix &block) {
        logits.setRows(first, logitsOf(block));
        report(first + block.rows());
    });
    writeImageTable(out, "logits", *logits.finish(), images, nullptr,
                    {{"teacher", teacher.id}, {"dataset_fingerprint", part.dataset->fingerprint}});
}

void writeImageTable(const std::filesystem::path &out, const std::string &tensor, const Matrix &rows,
                     const ImageSource &images, const Matrix *texts,
                     const std::map<std::string, std::string> &metadata)
{
    std::filesystem::path beside = out;
    if (out.extension() == ".npy") {
        writeNpy(out, rows);
        if (texts)
            writeNpy(beside.replace_extension(".classes.npy"), *texts);
    } else {
        std::vector<TensorView> tensors{tensorOf(tensor, rows)};
        if (texts)
            tensors.push_back(tensorOf("text_embeds", *texts));
        writeSafetensors(out, tensors, metadata);
    }
    beside = out;
    writeFileAtomically(beside.replace_extension(".txt"), rowListText(images));
}

} // namespace retort
