#include "runs/filterparser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

namespace retort {

namespace {

using Node = RunFilter::Node;
using Of = FilterField::Of;

constexpr std::size_t longest = 100'000; // bytes of an expression
constexpr int deepest = 100;             // brackets and "not" within each other

struct NamedField
{
    const char *name;
    Of of;
    bool isNumber;
};
constexpr std::array fields{
    NamedField{"name", Of::Name, false},
    NamedField{"state", Of::State, false},
    NamedField{"student", Of::Student, false},
    NamedField{"tag", Of::Tag, false},
    NamedField{"tags", Of::Tag, false},
    NamedField{"notes", Of::Notes, false},
    NamedField{"error", Of::Error, false},
    NamedField{"device", Of::Device, false},
    NamedField{"id", Of::Id, true},
    NamedField{"epochs", Of::Epochs, true},
    NamedField{"seed", Of::Seed, true},
    NamedField{"agreement", Of::Agreement, true},
    NamedField{"accuracy", Of::Accuracy, true},
    NamedField{"teacher", Of::Teacher, true},
    NamedField{"gap", Of::Gap, true},
    NamedField{"time", Of::Time, true},
    NamedField{"star", Of::Star, true},
};

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char &letter : result)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter + 32);
    return result;
}

std::size_t distance(const std::string &a, const std::string &b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

FilterField fieldNamed(const std::string &written, std::size_t position)
{
    const std::string name = lower(written);
    for (const NamedField &field : fields)
        if (name == field.name)
            return {field.of, nullptr, field.isNumber};
    for (const RecipeKey &key : recipeKeys())
        if (name == std::string("recipe.") + key.key)
            return {Of::Recipe, &key, !std::holds_alternative<std::string Recipe::*>(key.member)};
    std::string nearest;
    std::size_t least = std::string::npos;
    if (name.size() < 100)
        for (const std::string &known : runFilterFields())
            if (const std::size_t off = distance(name, known); off < least) {
                least = off;
                nearest = known;
            }
    throw RunFilterError(position, "there is no field \"" + written.substr(0, 60) + "\"",
                         nearest.empty() ? std::string("See which there are in the tool tip.")
                                         : "Did you mean " + nearest + "?");
}

struct Token
{
    enum class Kind { Word, Quoted, Op, Open, Close, Comma, End };
    Kind kind = Kind::End;
    std::string text;
    FilterOp op = FilterOp::Equal;
    std::size_t position = 0;
};

class Tokens
{
public:
    explicit Tokens(std::string_view text) : m_text(text) { next(); }

    [[nodiscard]] const Token &now() const { return m_now; }
    [[nodiscard]] bool isWord(const char *word) const
    {
        return m_now.kind == Token::Kind::Word && lower(m_now.text) == word;
    }
    void next()
    {
        while (m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
        m_now = {};
        m_now.position = m_at;
        if (m_at == m_text.size())
            return;
        const char letter = m_text[m_at];
        if (letter == '(' || letter == ')' || letter == ',') {
            m_now.kind = letter == '('   ? Token::Kind::Open
                         : letter == ')' ? Token::Kind::Close
                                         : Token::Kind::Comma;
            m_now.text = letter;
            ++m_at;
        } else if (letter == '"' || letter == '\'') {
            quoted(letter);
        } else if (isOp(letter)) {
            op();
        } else {
            m_now.kind = Token::Kind::Word;
            while (m_at < m_text.size() && isWordLetter(m_text[m_at]))
                m_now.text += m_text[m_at++];
        }
    }

private:
    static bool isBlank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }
    static bool isOp(char letter)
    {
        return letter == '=' || letter == '!' || letter == '<' || letter == '>' || letter == '~';
    }
    static bool isWordLetter(char letter)
    {
        return !isBlank(letter) && !isOp(letter) && letter != '(' && letter != ')' && letter != ',' &&
               letter != '"';
    }
    void quoted(char quote)
    {
        m_now.kind = Token::Kind::Quoted;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                ++m_at;
            m_now.text += m_text[m_at];
        }
        if (m_at == m_text.size())
            throw RunFilterError(m_now.position, "text in quotes does not end", "Close the quotes.");
        ++m_at;
    }
    void op()
    {
        struct Known
        {
            std::string_view text;
            FilterOp op;
        };
        static constexpr std::array known{
            Known{"==", FilterOp::Equal},          Known{"!=", FilterOp::Unequal},
            Known{"<>", FilterOp::Unequal},        Known{"<=", FilterOp::LessOrEqual},
            Known{">=", FilterOp::GreaterOrEqual}, Known{"!~", FilterOp::Lacks},
            Known{"=", FilterOp::Equal},           Known{"<", FilterOp::Less},
            Known{">", FilterOp::Greater},         Known{"~", FilterOp::Contains}};
        for (const Known &each : known) {
            if (m_text.substr(m_at).starts_with(each.text)) {
                m_now.kind = Token::Kind::Op;
                m_now.text = each.text;
                m_now.op = each.op;
                m_at += each.text.size();
                return;
            }
        }
        throw RunFilterError(m_at, "\"!\" alone says nothing", "Write != or !~, or \"not\" before a comparison.");
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Token m_now;
};

/// A number with a unit behind it, if that is what the text is.
struct Quantity
{
    double number = 0;
    double lastDigit = 1; ///< what one in the last digit written is worth
    std::string unit;
};

std::optional<Quantity> quantityOf(const std::string &text)
{
    Quantity quantity;
    const char *end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, quantity.number);
    if (error != std::errc() || !std::isfinite(quantity.number))
        return std::nullopt;
    quantity.unit = lower({at, static_cast<std::size_t>(end - at)});
    const std::string digits(text.data(), static_cast<std::size_t>(at - text.data()));
    if (digits.find_first_of("eE") != std::string::npos)
        quantity.lastDigit = 0;
    else if (const std::size_t point = digits.find('.'); point != std::string::npos)
        quantity.lastDigit = std::pow(10.0, -static_cast<double>(digits.size() - point - 1));
    return quantity;
}

bool isPercent(Of of)
{
    return of == Of::Agreement || of == Of::Accuracy || of == Of::Teacher || of == Of::Gap;
}

std::optional<double> truthOf(const std::string &text)
{
    const std::string word = lower(text);
    if (word == "true" || word == "yes" || word == "on")
        return 1;
    if (word == "false" || word == "no" || word == "off")
        return 0;
    return std::nullopt;
}

FilterValue numberFor(const FilterField &field, const Token &token, std::string unit)
{
    const auto refuse = [&](const std::string &wanted) -> FilterValue {
        throw RunFilterError(token.position, "\"" + token.text.substr(0, 60) + "\" is not " + wanted);
    };
    FilterValue value;
    value.text = token.text;
    const bool isTruth =
        field.of == Of::Star || (field.key && std::holds_alternative<bool Recipe::*>(field.key->member));
    if (isTruth) {
        if (const std::optional<double> truth = truthOf(token.text)) {
            value.number = *truth;
            return value;
        }
    }
    const std::optional<Quantity> quantity = quantityOf(token.text);
    if (!quantity)
        return refuse(isTruth ? "on or off" : "a number");
    value.number = quantity->number;
    if (!quantity->unit.empty())
        unit = quantity->unit;
    if (isPercent(field.of)) {
        const bool share = unit.empty() && std::abs(value.number) <= 1 && field.of != Of::Gap;
        if (!unit.empty() && unit != "%")
            return refuse("a number or a percentage");
        value.number *= share ? 100 : 1;
        value.tolerance = 0.5 * quantity->lastDigit * (share ? 100 : 1) * (1 + 1e-9);
        return value;
    }
    if (field.of == Of::Time) {
        const double factor = unit.empty() || unit == "s"    ? 1
                              : unit == "min" || unit == "m" ? 60
                              : unit == "h"                  ? 3600
                              : unit == "d"                  ? 86400
                                                             : 0;
        if (factor == 0)
            return refuse("a time in s, min, h or d");
        value.number *= factor;
        value.tolerance = 0.5 * quantity->lastDigit * factor;
        return value;
    }
    return unit.empty() ? value : refuse("a number");
}

class Parser
{
public:
    explicit Parser(std::string_view text) : m_tokens(text) {}

    Node all()
    {
        Node node = any(0);
        const Token &rest = m_tokens.now();
        if (rest.kind != Token::Kind::End)
            throw RunFilterError(rest.position, "\"" + rest.text + "\" is not expected here",
                                 rest.kind == Token::Kind::Close ? "There is no bracket to close." : "");
        return node;
    }

private:
    Node any(int depth)
    {
        return joined(
            Node::Kind::Any, [&] { return every(depth); },
            [&] {
                if (!m_tokens.isWord("or"))
                    return false;
                m_tokens.next();
                return true;
            });
    }

    Node every(int depth)
    {
        return joined(
            Node::Kind::All, [&] { return one(depth); },
            [&] {
                const Token &now = m_tokens.now();
                if (now.kind == Token::Kind::Comma || m_tokens.isWord("and")) {
                    m_tokens.next();
                    return true;
                }
                return (now.kind == Token::Kind::Word && !m_tokens.isWord("or")) ||
                       now.kind == Token::Kind::Quoted || now.kind == Token::Kind::Open;
            });
    }

    template<typename Part, typename More>
    Node joined(Node::Kind kind, Part part, More more)
    {
        Node node;
        node.kind = kind;
        node.parts.push_back(part());
        while (more())
            node.parts.push_back(part());
        if (node.parts.size() > 1)
            return node;
        Node only = std::move(node.parts.front());
        return only;
    }

    Node one(int depth)
    {
        const Token token = m_tokens.now();
        if (depth > deepest)
            throw RunFilterError(token.position, "brackets are nested too deeply");
        switch (token.kind) {
        case Token::Kind::Open: {
            m_tokens.next();
            Node node = any(depth + 1);
            if (m_tokens.now().kind != Token::Kind::Close)
                throw RunFilterError(m_tokens.now().position, "a bracket is not closed", "Add a ).");
            m_tokens.next();
            return node;
        }
        case Token::Kind::Word:
            if (m_tokens.isWord("not")) {
                m_tokens.next();
                Node node;
                node.kind = Node::Kind::Not;
                node.parts.push_back(one(depth + 1));
                return node;
            }
            if (m_tokens.isWord("and") || m_tokens.isWord("or"))
                break;
            m_tokens.next();
            return afterWord(token);
        case Token::Kind::Quoted:
            m_tokens.next();
            return text(token);
        default:
            break;
        }
        throw RunFilterError(token.position,
                             token.kind == Token::Kind::End ? "something is missing at the end"
                                                            : "\"" + token.text + "\" is not expected here",
                             "Write a comparison, for example accuracy > 80.");
    }

    Node afterWord(const Token &word)
    {
        if (m_tokens.now().kind == Token::Kind::Op)
            return comparison(word);
        const std::string name = lower(word.text);
        if (name != "star" && name != "starred")
            return text(word);
        Node node;
        node.kind = Node::Kind::Comparison;
        node.comparison.field = {Of::Star, nullptr, true};
        node.comparison.value.number = 1;
        return node;
    }

    static Node text(const Token &token)
    {
        Node node;
        node.kind = Node::Kind::Text;
        node.comparison.value.text = token.text;
        return node;
    }

    Node comparison(const Token &word)
    {
        Node node;
        node.kind = Node::Kind::Comparison;
        FilterComparison &made = node.comparison;
        made.field = fieldNamed(word.text, word.position);
        const Token op = m_tokens.now();
        made.op = op.op;
        m_tokens.next();
        const Token value = m_tokens.now();
        if (value.kind != Token::Kind::Word && value.kind != Token::Kind::Quoted)
            throw RunFilterError(value.position, "a value is missing after " + op.text,
                                 "Write a number, a word, or text in quotes.");
        m_tokens.next();
        std::string unit;
        const auto isUnit = [&](std::initializer_list<const char *> units) {
            return std::any_of(units.begin(), units.end(),
                               [&](const char *each) { return m_tokens.isWord(each); });
        };
        if (value.kind == Token::Kind::Word && // "87 %", "10 min"
            (isPercent(made.field.of) || made.field.of == Of::Student
                 ? isUnit({"%"})
                 : made.field.of == Of::Time && isUnit({"s", "m", "min", "h", "d"}))) {
            unit = lower(m_tokens.now().text);
            m_tokens.next();
        }
        const bool written = value.kind == Token::Kind::Word;
        const bool orders = made.op == FilterOp::Less || made.op == FilterOp::LessOrEqual ||
                            made.op == FilterOp::Greater || made.op == FilterOp::GreaterOrEqual;
        if (written && lower(value.text) == "none") {
            if (orders)
                throw RunFilterError(op.position, "none is neither above nor below anything", "Write = or !=.");
            made.value.none = true;
            return node;
        }
        // A number says which of the student's two meanings is meant.
        if (made.field.of == Of::Student && written && quantityOf(value.text))
            made.field = {Of::Accuracy, nullptr, true};
        if (made.field.isNumber) {
            made.value = numberFor(made.field, value, unit);
            return node;
        }
        if (orders)
            throw RunFilterError(op.position, word.text + " is text: it is neither above nor below anything",
                                 "Write =, != or ~.");
        made.value.text = value.text;
        return node;
    }

    Tokens m_tokens;
};

} // namespace

const std::vector<std::string> &runFilterFields()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const NamedField &field : fields)
            all.emplace_back(field.name);
        for (const RecipeKey &key : recipeKeys())
            all.push_back(std::string("recipe.") + key.key);
        return all;
    }();
    return names;
}

std::shared_ptr<const RunFilter::Node> parseFilter(std::string_view text)
{
    if (text.size() > longest)
        throw RunFilterError(longest, "the expression is too long");
    if (text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos)
        return nullptr;
    return std::make_shared<const RunFilter::Node>(Parser(text).all());
}

} // namespace retort
