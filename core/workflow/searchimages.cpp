#include "workflow/searchimages.h"

#include "base/error.h"
#include "prompts/textlines.h"

namespace retort {

TextSearch searchByText(const Teacher &teacher, const Matrix &embeddings, const std::string &text,
                        std::int64_t count, const std::stop_token &stop)
{
    const std::string words = trimmed(text);
    if (words.empty())
        throw ValueError("there is nothing to search for", "Type what is to be seen on the images.");
    const Matrix query = teacher.encodeTexts(std::span(&words, 1), stop, {});
    return {nearestRows(embeddings, query.row(0), count, stop), teacher.unknownWords(words)};
}

} // namespace retort
