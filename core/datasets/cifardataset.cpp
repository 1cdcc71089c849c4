#include "datasets/cifardataset.h"

#include "base/error.h"
#include "base/files.h"
#include "data/gzip.h"
#include "datasets/cifar.h"
#include "datasets/packeddataset.h"
#include "datasets/tararchive.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace retort {

namespace {

namespace fs = std::filesystem;

using Bytes = std::span<const std::byte>;

/// CIFAR-100 (python) is 178 MB unpacked, the largest of the four.
constexpr std::size_t largestArchive = std::size_t(256) << 20;

struct Form
{
    bool hundred;
    bool pickled;
    std::vector<std::string> train;
    std::string test;
    std::string names;
    std::string coarseNames;
    const char *folder; ///< as its archive calls it
};

const std::array<Form, 4> &forms()
{
    static const std::array<Form, 4> all{
        {{false,
          false,
          {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
          "test_batch.bin",
          "batches.meta.txt",
          {},
          "cifar-10-batches-bin"},
         {false,
          true,
          {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"},
          "test_batch",
          "batches.meta",
          {},
          "cifar-10-batches-py"},
         {true,
          false,
          {"train.bin"},
          "test.bin",
          "fine_label_names.txt",
          "coarse_label_names.txt",
          "cifar-100-binary"},
         {true, true, {"train"}, "test", "meta", "meta", "cifar-100-python"}}};
    return all;
}

/// Files by name, from wherever they are.
class Files
{
public:
    virtual ~Files() = default;
    [[nodiscard]] virtual bool has(const std::string &name) const = 0;
    [[nodiscard]] virtual std::vector<std::byte> read(const std::string &name) const = 0;
    [[nodiscard]] virtual std::string path(const std::string &name) const = 0;
};

class InFolder : public Files
{
public:
    explicit InFolder(fs::path folder) : m_folder(std::move(folder)) {}
    [[nodiscard]] bool has(const std::string &name) const override
    {
        std::error_code error;
        return fs::is_regular_file(m_folder / name, error);
    }
    [[nodiscard]] std::vector<std::byte> read(const std::string &name) const override
    {
        return readFile(m_folder / name, largestArchive);
    }
    [[nodiscard]] std::string path(const std::string &name) const override { return (m_folder / name).string(); }

private:
    fs::path m_folder;
};

class InTar : public Files
{
public:
    InTar(fs::path file, std::vector<std::byte> bytes) : m_file(std::move(file)), m_bytes(std::move(bytes))
    {
        for (const ArchiveMember &member : readTar(m_bytes, m_file)) {
            if (member.problem.empty())
                m_members[fs::path(member.name).filename().string()] = member;
        }
    }
    [[nodiscard]] bool has(const std::string &name) const override { return m_members.count(name) != 0; }
    [[nodiscard]] std::vector<std::byte> read(const std::string &name) const override
    {
        const ArchiveMember &member = m_members.at(name);
        const Bytes bytes =
            Bytes(m_bytes).subspan(static_cast<std::size_t>(member.place), static_cast<std::size_t>(member.size));
        return {bytes.begin(), bytes.end()};
    }
    [[nodiscard]] std::string path(const std::string &name) const override { return (m_file / name).string(); }

private:
    fs::path m_file;
    std::vector<std::byte> m_bytes;
    std::map<std::string, ArchiveMember> m_members;
};

/// The form whose files these are: its first training file or its test file is there, and its names.
const Form *formOf(const Files &files)
{
    for (const Form &form : forms()) {
        if (files.has(form.names) && (files.has(form.train.front()) || files.has(form.test)))
            return &form;
    }
    return nullptr;
}

/// Whether an archive begins like one of CIFAR's: no reason to unpack others.
bool looksLikeCifar(Bytes beginning, const fs::path &file)
{
    const std::vector<ArchiveMember> members = readTar(beginning, file, true);
    return std::any_of(members.begin(), members.end(), [](const ArchiveMember &member) {
        const std::string name = fs::path(member.name).filename().string();
        return std::any_of(forms().begin(), forms().end(), [&](const Form &form) {
            return name == form.names || name == form.test ||
                   std::find(form.train.begin(), form.train.end(), name) != form.train.end();
        });
    });
}

std::unique_ptr<Files> filesOf(const fs::path &path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) {
        auto here = std::make_unique<InFolder>(path);
        if (formOf(*here))
            return here;
        for (const Form &form : forms()) {
            auto below = std::make_unique<InFolder>(path / form.folder);
            if (formOf(*below))
                return below;
        }
        return nullptr;
    }
    constexpr std::size_t beginning = std::size_t(1) << 14;
    const MappedFile mapped(path);
    const Bytes bytes = mapped.bytes();
    const std::string name = path.string();
    if (isGzip(bytes)) {
        std::vector<std::byte> first;
        try {
            first = gunzip(bytes, name, beginning);
        } catch (const InputError &) {
            return nullptr; // whoever opens it next says what is wrong
        }
        if (!isTar(first) || !looksLikeCifar(first, path))
            return nullptr;
        std::vector<std::byte> all = gunzip(bytes, name, largestArchive + 1);
        if (all.size() > largestArchive)
            throw InputError(path, {}, "begins like CIFAR, but unpacks to more than 256 MiB",
                             "Download it from its authors' page.");
        return std::make_unique<InTar>(path, std::move(all));
    }
    if (bytes.size() > largestArchive || !isTar(bytes) ||
        !looksLikeCifar(bytes.first(std::min(bytes.size(), beginning)), path))
        return nullptr;
    return std::make_unique<InTar>(path, std::vector<std::byte>(bytes.begin(), bytes.end()));
}

std::vector<std::string> namesOf(const Files &files, const Form &form, bool coarse)
{
    const std::string &file = coarse ? form.coarseNames : form.names;
    if (!files.has(file))
        throw InputError(files.path(file), {}, "does not exist", "Put it back: it names the classes.");
    const std::vector<std::byte> bytes = files.read(file);
    if (!form.pickled)
        return readCifarNames({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    return readCifarPickledNames(
        bytes, form.hundred ? (coarse ? "coarse_label_names" : "fine_label_names") : "label_names",
        files.path(file));
}

} // namespace

std::optional<OpenedDataset> openCifar(const fs::path &path, const DatasetChoice &choice)
{
    const std::unique_ptr<Files> files = filesOf(path);
    const Form *form = files ? formOf(*files) : nullptr;
    if (!form)
        return std::nullopt;
    if (choice.part == "val")
        throw InputError(path, {}, "CIFAR has no part \"val\"", "Choose train or test.");
    if (choice.coarseLabels && !form->hundred)
        throw InputError(path, {}, "CIFAR-10 has no coarse labels", "Leave the choice of coarse labels out.");

    OpenedDataset opened;
    opened.kind = DatasetKind::Cifar;
    opened.location = path;
    opened.labelFile = path;
    opened.parts = {"test", "train"};
    opened.classNames = namesOf(*files, *form, choice.coarseLabels);
    std::vector<std::uint8_t> pixels;
    const bool test = choice.part == "test";
    for (const std::string &name : test ? std::vector<std::string>{form->test} : form->train) {
        if (!files->has(name))
            throw InputError(files->path(name), {}, "is missing", "Put all files of the data set together.");
        const std::vector<std::byte> bytes = files->read(name);
        const CifarBatch batch = (form->pickled ? readCifarPickle : readCifarBinary)(
            bytes, form->hundred, choice.coarseLabels, files->path(name));
        for (const std::int32_t label : batch.labels) {
            if (static_cast<std::size_t>(label) >= opened.classNames.size())
                throw InputError(files->path(name), {},
                                 "has the label " + std::to_string(label) + ", but there are " +
                                     std::to_string(opened.classNames.size()) + " class names",
                                 "Download or copy the data set again.");
        }
        pixels.insert(pixels.end(), batch.pixels.begin(), batch.pixels.end());
        opened.labels.insert(opened.labels.end(), batch.labels.begin(), batch.labels.end());
    }
    packRecords(opened, std::move(pixels), cifarSide, cifarSide, 3, choice);
    return opened;
}

} // namespace retort
