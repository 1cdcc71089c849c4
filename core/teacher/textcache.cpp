#include "teacher/textcache.h"

#include "base/error.h"
#include "data/split.h"
#include "teacher/embeddingfile.h"

#include <mutex>
#include <set>
#include <utility>
#include <vector>

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
        // The whole file is read: what was not there is not looked for again.
        const std::scoped_lock lock(m_mutex);
        std::vector<std::int64_t> places;
        std::vector<ContentKey> keys;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const ContentKey key = keyOf(texts[i]);
            if (m_absent.contains(key))
                continue;
            places.push_back(static_cast<std::int64_t>(i));
            keys.push_back(key);
        }
        if (keys.empty())
            return;
        tried(reporter, [&](const EmbeddingFile &file) {
            const auto absent = file.read(keys, [&](std::int64_t i, std::span<const float> embedding) {
                row(places[static_cast<std::size_t>(i)], embedding);
            });
            for (const std::int64_t i : absent)
                m_absent.insert(keys[static_cast<std::size_t>(i)]);
        });
    }

    void keepTexts(std::span<const std::string> texts, const Matrix &embeddings,
                   const Reporter &reporter) const override
    {
        if (texts.empty())
            return;
        std::vector<ContentKey> keys;
        for (const std::string &text : texts)
            keys.push_back(keyOf(text));
        const std::scoped_lock lock(m_mutex);
        tried(reporter, [&](const EmbeddingFile &file) { file.append(keys, embeddings); });
        for (const ContentKey &key : keys)
            m_absent.erase(key);
    }

    [[nodiscard]] const Matrix &classEmbeddings() const override { return m_teacher->classEmbeddings(); }

    [[nodiscard]] std::vector<std::string> unknownWords(const std::string &text) const override
    {
        return m_teacher->unknownWords(text);
    }

private:
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
    mutable std::mutex m_mutex;
    mutable std::set<ContentKey> m_absent; ///< from the file when it was last read
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
