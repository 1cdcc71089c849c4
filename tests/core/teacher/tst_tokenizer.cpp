#include "base/error.h"
#include "base/files.h"
#include "teacher/clipfolder.h"
#include "teacher/clipwords.h"
#include "teacher/openclipwords.h"
#include "teacher/tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace retort;

namespace {

using Ids = std::vector<std::int64_t>;
using Words = std::vector<std::string>;

/// Bytes (0 .. 255 inside a word, 256 .. 511 at its end), special tokens 512 and 513, then what the merges make.
struct Files
{
    std::string vocabulary;
    std::string merges = "#version: 0.2\n";
    nlohmann::json model;
};

Files filesFor(const Tokenizer::Merges &merges)
{
    Files files;
    std::vector<std::string> tokens = byteTokens();
    nlohmann::json list = nlohmann::json::array();
    for (const auto &[left, right] : merges) {
        tokens.push_back(left + right);
        files.merges += left + " " + right + "\n";
        list.push_back({left, right});
    }
    nlohmann::json vocabulary;
    for (std::size_t id = 0; id < tokens.size(); ++id)
        vocabulary[tokens[id]] = id;
    files.vocabulary = vocabulary.dump();
    files.model = {{"model",
                    {{"type", "BPE"},
                     {"unk_token", "<|endoftext|>"},
                     {"end_of_word_suffix", "</w>"},
                     {"continuing_subword_prefix", ""},
                     {"vocab", vocabulary},
                     {"merges", list}}}};
    return files;
}

Tokenizer tokenizerFor(const Tokenizer::Merges &merges)
{
    const Files files = filesFor(merges);
    return Tokenizer::fromVocabulary(files.vocabulary, "vocab.json", files.merges, "merges.txt");
}

/// What stands between start and end token.
Ids inner(const Tokenizer &tokenizer, const std::string &text)
{
    const Ids ids = tokenizer.encode(text, 1000);
    return {ids.begin() + 1, ids.end() - 1};
}

std::string errorOf(const std::string &vocabulary, const std::string &merges)
{
    try {
        (void)Tokenizer::fromVocabulary(vocabulary, "vocab.json", merges, "merges.txt");
    } catch (const InputError &error) {
        return error.remedy().empty() ? std::string("no remedy") : error.fullText();
    }
    return "accepted";
}

std::string errorOf(const nlohmann::json &tokenizer)
{
    try {
        (void)Tokenizer::fromTokenizerJson(tokenizer.dump(), "tokenizer.json");
    } catch (const InputError &error) {
        return error.remedy().empty() ? std::string("no remedy") : error.fullText();
    }
    return "accepted";
}

#define CONTAINS(text, part) QVERIFY2((text).find(part) != std::string::npos, (text).c_str())

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *name, const char *text, const QStringList &words) {
            QTest::newRow(name) << QString::fromUtf8(text) << words;
        };
        row("nothing", "", {});
        row("spaces only", " \t\n\u00a0\u3000", {});
        row("plain", "A photo of a Cat.", {"a", "photo", "of", "a", "cat", "."});
        row("white space of all kinds", "a\u2003b\u0085c\u00a0\u00a0d", {"a", "b", "c", "d"});
        row("contractions", "it's I'm we'll they've you'd can't we're",
            {"it", "'s", "i", "'m", "we", "'ll", "they", "'ve", "you", "'d", "can", "'t", "we", "'re"});
        row("contraction inside a word", "'sun", {"'s", "un"});
        row("no contraction after a mark", "!'s", {"!'", "s"});
        row("digits stand alone", "2023x10", {"2", "0", "2", "3", "x", "1", "0"});
        row("other numbers", "\u00bd\u2167", {"\u00bd", "\u2177"});
        row("marks run together", "wait...what?!", {"wait", "...", "what", "?!"});
        row("composed", "Cafe\u0301", {"caf\u00e9"});
        row("a mark that has no composed form", "q\u0301a", {"q", "\u0301", "a"});
        row("letters of all scripts", "\u041f\u0440\u0418\u0432\u0435\u0442 \u4f60\u597d \u0395\u03a3",
            {"\u043f\u0440\u0438\u0432\u0435\u0442", "\u4f60\u597d", "\u03b5\u03c3"});
        row("dotted capital I", "\u0130x", {"i", "\u0307", "x"});
        row("special token in other case", "<|ENDOFTEXT|>!", {"<|", "endoftext", "|>", "!"});
        row("beyond the first plane", "\U0001f600a\U00010400", {"\U0001f600", "a\U00010428"});
    }

    void words()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, words);
        QStringList got;
        for (const std::string &word : clipWords(text.toStdString()))
            got.append(QString::fromStdString(word));
        QCOMPARE(got, words);
    }

    void brokenUtf8()
    {
        QCOMPARE(clipWords("a\xff\xc3"), (Words{"a", "\ufffd\ufffd"}));
        QVERIFY(isLetterWord("\u00e9"));
        QVERIFY(!isLetterWord("\u0301") && !isLetterWord("") && !isLetterWord("7"));
    }

    void bytesHaveTheirSymbols()
    {
        QCOMPARE(byteSymbol('a'), std::string("a"));
        QCOMPARE(byteSymbol(' '), std::string("\u0120"));
        QCOMPARE(byteSymbol(0), std::string("\u0100"));
        QCOMPARE(byteSymbol(0xad), std::string("\u0143"));
        QCOMPARE(byteSymbol(0xff), std::string("\u00ff"));
    }

    void mergesByRank()
    {
        const Tokenizer plain = tokenizerFor({});
        QCOMPARE(inner(plain, "Ab c"), (Ids{'a', 256 + 'b', 256 + 'c'}));
        QCOMPARE(inner(plain, "\u00e9"), (Ids{0xc3, 256 + 0xa9}));
        // "bc</w>" comes before "ab", so "abc" becomes a + bc</w>; "abx" becomes ab + x</w>.
        const Tokenizer ranked = tokenizerFor({{"b", "c</w>"}, {"a", "b"}});
        QCOMPARE(inner(ranked, "abc"), (Ids{'a', 514}));
        QCOMPARE(inner(ranked, "abx"), (Ids{515, 256 + 'x'}));
        // From the left where ranks are equal: "aaa" is aa + a</w>, and merges of merges.
        const Tokenizer twice = tokenizerFor({{"a", "a"}, {"aa", "aa"}});
        QCOMPARE(inner(twice, "aaab"), (Ids{514, 'a', 256 + 'b'}));
        QCOMPARE(inner(twice, "aaaab"), (Ids{515, 256 + 'b'}));
    }

    void longWords()
    {
        // Quadratic work would take minutes here.
        const Tokenizer tokenizer = tokenizerFor({{"a", "a"}, {"aa", "aa"}});
        const Ids ids = tokenizer.encode(std::string(1'000'001, 'a'), 2'000'000);
        QCOMPARE(ids.size(), std::size_t(2 + 250'000 + 1));
    }

    void specialsAndTruncation()
    {
        const Tokenizer tokenizer = tokenizerFor({});
        QCOMPARE(tokenizer.startToken(), std::int64_t(512));
        QCOMPARE(tokenizer.endToken(), std::int64_t(513));
        QCOMPARE(tokenizer.largestId(), std::int64_t(513));
        QCOMPARE(tokenizer.encode("", 77), (Ids{512, 513}));
        QCOMPARE(tokenizer.encode("a b c", 5), (Ids{512, 256 + 'a', 256 + 'b', 256 + 'c', 513}));
        QCOMPARE(tokenizer.encode("a b c", 4), (Ids{512, 256 + 'a', 256 + 'b', 513}));
        QCOMPARE(tokenizer.encode("a b c", 2), (Ids{512, 513}));
        QCOMPARE(inner(tokenizer, "a<|startoftext|><|endoftext|>b"), (Ids{256 + 'a', 512, 513, 256 + 'b'}));
    }

    void tokenizerJsonGivesTheSame()
    {
        const Tokenizer::Merges merges{{"t", "h"}, {"th", "e</w>"}};
        const Files files = filesFor(merges);
        const Tokenizer pairs = Tokenizer::fromTokenizerJson(files.model.dump(), "tokenizer.json");
        nlohmann::json texts = files.model;
        texts["model"]["merges"] = {"t h", "th e</w>"};
        texts["added_tokens"] = {{{"id", 600}, {"content", "<new>"}}};
        const Tokenizer spelled = Tokenizer::fromTokenizerJson(texts.dump(), "tokenizer.json");
        for (const std::string text : {"the thing", "", "a<|endoftext|>the"}) {
            QCOMPARE(pairs.encode(text, 77), tokenizerFor(merges).encode(text, 77));
            QCOMPARE(spelled.encode(text, 77), pairs.encode(text, 77));
        }
        QCOMPARE(inner(spelled, "a<new>"), (Ids{256 + 'a', 600}));
        QCOMPARE(spelled.largestId(), std::int64_t(600));
    }

    void bytesWithoutTokenAreUnknown()
    {
        const Tokenizer tokenizer = Tokenizer::fromVocabulary(
            R"({"a": 0, "a</w>": 1, "<|startoftext|>": 2, "<|endoftext|>": 3})", "vocab.json", "", "merges.txt");
        QCOMPARE(inner(tokenizer, "aza"), (Ids{0, 3, 1}));
    }

    void foldersPreferTokenizerJson()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        const Files files = filesFor({{"a", "a</w>"}});
        writeFileAtomically(folder / "vocab.json", files.vocabulary);
        QVERIFY_THROWS_EXCEPTION(InputError, (void)Tokenizer::open(folder));
        writeFileAtomically(folder / "merges.txt", files.merges);
        QCOMPARE(inner(Tokenizer::open(folder), "aa"), Ids{514});
        writeFileAtomically(folder / "tokenizer.json", filesFor({}).model.dump());
        QCOMPARE(inner(Tokenizer::open(folder), "aa"), (Ids{'a', 256 + 'a'}));
    }

    /// Ids that open_clip 3.3.0 gives.
    void openClip()
    {
        const Tokenizer tokenizer = Tokenizer::openClip();
        QCOMPARE(tokenizer.largestId(), 49407);
        QCOMPARE(tokenizer.encode("a photo of a cat", 77), (Ids{49406, 320, 1125, 539, 320, 2368, 49407}));
        QCOMPARE(tokenizer.encode("&lt;b&gt; Caf&eacute;'s 3.14 &amp;amp; <start_of_text> \u0130X", 77),
                 (Ids{49406, 283, 321, 285, 15304, 568, 274, 269, 272, 275, 261, 49406, 328, 16384, 343, 49407}));
        QCOMPARE(tokenizer.encode("  \u039f\u03a3 it\u2014s\n\t!! ", 77),
                 (Ids{49406, 138, 123, 139, 480, 585, 2005, 338, 748, 49407}));
        QCOMPARE(tokenizer.encode("a photo of a cat", 4), (Ids{49406, 320, 1125, 49407}));
        QCOMPARE(tokenizer.encode({}, 77), (Ids{49406, 49407}));
    }

    void htmlIsUnescaped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("name") << "&eacute;&amp;"
                              << "\u00e9&";
        QTest::newRow("without semicolon") << "&eacutes &notit;"
                                           << "\u00e9s \u00acit;";
        QTest::newRow("unknown") << "&unknown; & && &#; &#x;"
                                 << "&unknown; & && &#; &#x;";
        QTest::newRow("numbers") << "&#65;&#x41&#X1F600;"
                                 << "AA\U0001f600";
        QTest::newRow("Windows-1252") << "&#x80;&#153;"
                                      << "\u20ac\u2122";
        QTest::newRow("no characters") << "&#xD800;&#0;&#1114112;&#99999999999;"
                                       << "\ufffd\ufffd\ufffd\ufffd";
        QTest::newRow("nothing") << "a&#1;&#xFFFF;b"
                                 << "ab";
        QTest::newRow("once") << "&amp;amp;"
                              << "&amp;";
    }

    void htmlIsUnescaped()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(htmlUnescaped(text.toStdString())), expected);
    }

    void damagedFiles()
    {
        const Files files = filesFor({{"a", "b"}});
        CONTAINS(errorOf("{\"a\": 0,\n\"b\"", ""), "vocab.json (line 2)");
        CONTAINS(errorOf("[]", ""), "vocab.json");
        CONTAINS(errorOf(R"({"a": -1})", ""), "key \"a\"");
        CONTAINS(errorOf(R"({"a": "b"})", ""), "key \"a\"");
        CONTAINS(errorOf(R"({"a": 1})", ""), "<|startoftext|>");
        CONTAINS(errorOf(files.vocabulary, "#version: 0.2\na b\nab"), "merges.txt (line 3)");
        CONTAINS(errorOf(files.vocabulary, "a b c"), "merges.txt (line 1)");
        CONTAINS(errorOf(files.vocabulary, "a b\nx y"), "\"xy\" is not in the vocabulary");
        CONTAINS(errorOf(files.vocabulary, "a b\r\n\n"), "accepted");

        nlohmann::json model = files.model;
        model["model"]["type"] = "Unigram";
        CONTAINS(errorOf(model), "not CLIP's");
        model = files.model;
        model["model"].erase("end_of_word_suffix");
        CONTAINS(errorOf(model), "not CLIP's");
        model = files.model;
        model["model"]["merges"] = {"a b c"};
        CONTAINS(errorOf(model), "entry 0");
        model["model"]["merges"] = "a b";
        CONTAINS(errorOf(model), "no list");
        model = files.model;
        model["added_tokens"] = {{{"id", 1}}};
        CONTAINS(errorOf(model), "added_tokens");
        model.erase("model");
        CONTAINS(errorOf(model), "tokenizer.json");
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
