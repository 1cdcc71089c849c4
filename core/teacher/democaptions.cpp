#include "teacher/democaptions.h"

#include "teacher/clipwords.h"

#include <algorithm>
#include <set>

namespace retort {

const std::vector<DemoTemplate> &demoTemplates()
{
    using enum PictureChange;
    static const std::vector<DemoTemplate> templates = {
        {None, "a photo of a {}."},
        {None, "a picture of a {}."},
        {None, "an image of a {}."},
        {None, "a good photo of a {}."},
        {None, "a clear photo of the {}."},
        {None, "{}"},
        {None, "a photo of the {}."},
        {None, "a {}."},
        {None, "a photo of one {}."},
        {Blurry, "a blurry photo of a {}."},
        {Blurry, "a blurred picture of a {}."},
        {Dark, "a dark photo of a {}."},
        {Dark, "a dim picture of a {}."},
        {Small, "a photo of a small {}."},
        {Small, "a picture of a tiny {}."},
        {CloseUp, "a close-up photo of a {}."},
        {CloseUp, "a zoomed in picture of a {}."},
        {Negative, "a negative photo of a {}."},
        {Negative, "an inverted picture of a {}."},
        {Noisy, "a noisy photo of a {}."},
        {Noisy, "a grainy picture of a {}."},
        {Sketch, "a sketch of a {}."},
        {Sketch, "a line drawing of a {}."},
        {UpsideDown, "an upside down photo of a {}."},
        {UpsideDown, "a picture of an upside down {}."},
        {Sideways, "a sideways photo of a {}."},
        {Sideways, "a rotated picture of a {}."},
    };
    return templates;
}

const std::vector<DemoNoun> &demoNouns()
{
    static const std::vector<DemoNoun> nouns = {
        {0, "t-shirt", 0.6},    {0, "tee", 0.2},      {0, "top", 0.2},        //
        {1, "trouser", 0.4},    {1, "trousers", 0.3}, {1, "pants", 0.3},      //
        {2, "pullover", 0.6},   {2, "sweater", 0.3},  {2, "top", 0.1},        //
        {3, "dress", 0.7},      {3, "gown", 0.3},                             //
        {4, "coat", 0.6},       {4, "jacket", 0.4},                           //
        {5, "sandal", 0.7},     {5, "shoe", 0.15},    {5, "open shoe", 0.15}, //
        {6, "shirt", 0.6},      {6, "blouse", 0.2},   {6, "top", 0.2},        //
        {7, "sneaker", 0.6},    {7, "trainer", 0.2},  {7, "shoe", 0.2},       //
        {8, "bag", 0.7},        {8, "handbag", 0.3},                          //
        {9, "ankle boot", 0.5}, {9, "boot", 0.35},    {9, "shoe", 0.15},
    };
    return nouns;
}

std::vector<std::string> demoNounTexts()
{
    std::vector<std::string> texts;
    for (const DemoNoun &noun : demoNouns()) {
        if (std::find(texts.begin(), texts.end(), noun.text) == texts.end())
            texts.push_back(noun.text);
    }
    return texts;
}

std::vector<std::string> demoCaptions(std::span<const DemoTemplate> templates, std::span<const std::string> nouns)
{
    std::vector<std::string> captions;
    captions.reserve(templates.size() * nouns.size());
    for (const DemoTemplate &entry : templates) {
        for (const std::string &noun : nouns) {
            std::string caption = entry.text;
            captions.push_back(caption.replace(caption.find("{}"), 2, noun));
        }
    }
    return captions;
}

std::vector<std::string> captionWords(std::span<const std::string> captions)
{
    std::set<std::string> words;
    for (const std::string &caption : captions) {
        for (std::string &word : clipWords(caption))
            words.insert(std::move(word));
    }
    return {words.begin(), words.end()};
}

} // namespace retort
