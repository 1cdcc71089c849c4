#include "teacher/textcache.h"

#include "base/error.h"
#include "data/split.h"
#include "teacher/embeddingfile.h"

#include <utility>

namespace retort {

namespace {

ContentKey keyOf(const std::string &text)
{
    return contentKey({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

class RememberingTeacher : public Teacher
{
public:
    RememberingTeacher(std::shared_ptr<const Teacher> teacher, std::filesystem::path folder)
        : Teacher(teacher->info()), m_teacher(std::move(teacher)), m_folder(std::move(folder))
    {}

    [[nodiscard]] Matrix encodeImages(const ImageSource &images, std::span<const std::int64_t> indices,
                                      std::stop_token stop, const Reporter &reporter) const override
    {
        return m_teacher->encodeImages(images, indices, std::move(stop), reporter);
    }

    [[nodiscard]] Matrix encodeTexts(std::span<const std::string> texts, std::stop_token stop,
                                     const Reporter &reporter) const override
    {
        return m_teacher->encodeTexts(texts, std::move(stop), reporter);
    }

    void recallTexts(std::span<const std::string> texts, const TextRow &row,
                     const Reporter &reporter) const override
    {
        if (!texts.empty())
            tried(reporter, [&](const EmbeddingFile &file) { (void)file.read(keysOf(texts), row); });
    }

    void keepTexts(std::span<const std::string> texts, const Matrix &embeddings,
                   const Reporter &reporter) const override
    {
        if (!texts.empty())
            tried(reporter, [&](const EmbeddingFile &file) { file.append(keysOf(texts), embeddings); });
    }

    [[nodiscard]] const Matrix &classEmbeddings() const override { return m_teacher->classEmbeddings(); }

    [[nodiscard]] std::vector<std::string> unknownWords(const std::string &text) const override
    {
        return m_teacher->unknownWords(text);
    }

private:
    static std::vector<ContentKey> keysOf(std::span<const std::string> texts)
    {
        std::vector<ContentKey> keys;
        keys.reserve(texts.size());
        for (const std::string &text : texts)
            keys.push_back(keyOf(text));
        return keys;
    }

    template<typename Work>
    void tried(const Reporter &reporter, const Work &work) const
    {
        try {
            std::error_code failure;
            std::filesystem::create_directories(m_folder, failure); // the file says what is wrong
            const std::string identity = info().id + "\n" + info().computes;
            work(EmbeddingFile(m_folder / (keyOf(identity).hex() + ".texts"), identity, info().dimension));
        } catch (const Error &error) {
            reporter.say(error.fullText());
        }
    }

    std::shared_ptr<const Teacher> m_teacher;
    std::filesystem::path m_folder;
};

} // namespace

std::shared_ptr<const Teacher> rememberTexts(std::shared_ptr<const Teacher> teacher,
                                             const std::filesystem::path &folder)
{
    if (folder.empty() || teacher->info().recorded)
        return teacher;
    return std::make_shared<const RememberingTeacher>(std::move(teacher), folder);
}

} // namespace retort
