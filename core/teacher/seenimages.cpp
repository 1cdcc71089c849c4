#include "teacher/seenimages.h"

#include <utility>

namespace retort {

namespace {

class SeenImages : public ImageSource
{
public:
    SeenImages(std::shared_ptr<const ImageSource> source, const ImagePreparation &preparation)
        : m_source(std::move(source)), m_preparation(preparation)
    {}

    std::int64_t size() const override { return m_source->size(); }
    ContentKey key(std::int64_t index) const override { return m_source->key(index); }
    std::string name(std::int64_t index) const override { return m_source->name(index); }
    std::string location(std::int64_t index) const override { return m_source->location(index); }
    Image image(std::int64_t index) const override
    {
        return m_preparation.seen(m_source->image(index), m_source->view());
    }

private:
    const std::shared_ptr<const ImageSource> m_source;
    const ImagePreparation m_preparation;
};

} // namespace

std::shared_ptr<const ImageSource> seenImages(std::shared_ptr<const ImageSource> source,
                                              const ImagePreparation &preparation)
{
    return std::make_shared<const SeenImages>(std::move(source), preparation);
}

} // namespace retort
