#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

namespace retort {

/// What can be done to a picture, and what a caption of the demo teacher can say was done to it.
enum class PictureChange { None, Blurry, Dark, Small, CloseUp, Negative, Noisy, Sketch, UpsideDown, Sideways };

/// All of them but None.
inline constexpr std::array pictureChanges{
    PictureChange::Blurry,  PictureChange::Dark,       PictureChange::Small,
    PictureChange::CloseUp, PictureChange::Negative,   PictureChange::Noisy,
    PictureChange::Sketch,  PictureChange::UpsideDown, PictureChange::Sideways};

/// A template ("a dark photo of a {}.") and the change to which it belongs.
struct DemoTemplate
{
    PictureChange change = PictureChange::None;
    std::string text;
};

/// A noun for one of Fashion-MNIST's classes. The same noun may stand for several classes ("top").
struct DemoNoun
{
    int label = 0; ///< 0 .. 9
    std::string text;
    double share = 0; ///< how often the class is called so; the shares of a class sum to 1
};

inline constexpr int demoClasses = 10;

/// Everything the demo teacher is shown in words is a template filled with a noun.
[[nodiscard]] const std::vector<DemoTemplate> &demoTemplates();
[[nodiscard]] const std::vector<DemoNoun> &demoNouns();
/// The texts of demoNouns(), each once, in their order.
[[nodiscard]] std::vector<std::string> demoNounTexts();

/// Every caption: template t with noun n at t * nouns.size() + n.
[[nodiscard]] std::vector<std::string> demoCaptions(std::span<const DemoTemplate> templates,
                                                    std::span<const std::string> nouns);
/// The words of some captions as the tokenizer cuts them (clipWords), sorted, each once.
[[nodiscard]] std::vector<std::string> captionWords(std::span<const std::string> captions);

} // namespace retort
