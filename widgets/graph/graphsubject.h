#pragma once

#include "data/imagesource.h"
#include "widgets/graph/graphloader.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace retort {

/// What the panels beside the graphs speak of.
struct GraphSubject
{
    std::shared_ptr<const GraphRun> run; ///< null: nothing
    std::shared_ptr<const GraphFrame> frame;
    QString teacherName; ///< "teacher", or another run
    QString studentName;
    std::shared_ptr<const ImageSource> images; ///< null while they are not there; then `whyNoImages`
    QString whyNoImages;
    /// One a sample; empty where images are not there.
    std::shared_ptr<const std::vector<std::string>> names;
    std::shared_ptr<const std::vector<std::int32_t>> labels; ///< -1 where there is none; empty without labels

    [[nodiscard]] bool there() const { return run && frame; }
    [[nodiscard]] QString className(std::int32_t proxy) const
    {
        const auto place = static_cast<std::size_t>(proxy);
        return run && proxy >= 0 && place < run->classes.size() ? QString::fromStdString(run->classes[place])
                                                                : QString::number(proxy);
    }
    /// Index into the images, -1 when it is not known.
    [[nodiscard]] std::int64_t imageOf(std::int32_t sample) const
    {
        const auto place = static_cast<std::size_t>(sample);
        return run && sample >= 0 && place < run->probe.size() ? run->probe[place] : -1;
    }
};

} // namespace retort
