#include "base/random.h"
#include "imagefolder.h"
#include "images/decode.h"
#include "images/imageheader.h"

#include <QTest>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cstring>

using namespace retort;
using namespace testsupport;

namespace {

using Bytes = std::vector<std::byte>;

Bytes encoded(const cv::Mat &mat, const char *extension, const std::vector<int> &options = {})
{
    std::vector<std::uint8_t> bytes;
    cv::imencode(extension, mat, bytes, options);
    const auto *first = reinterpret_cast<const std::byte *>(bytes.data());
    return {first, first + bytes.size()};
}

/// Blue first, as OpenCV writes it.
cv::Mat toMat(const Image &image)
{
    cv::Mat mat(image.height, image.width, CV_8UC(image.channels));
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c)
                mat.ptr(y)[x * image.channels + image.channels - 1 - c] =
                    image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels + c)];
    return mat;
}

Image grey(const Image &image)
{
    Image out{image.height, image.width, 1, {}};
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
        out.pixels.push_back(image.pixels[i]);
    return out;
}

const std::vector<int> lossless{cv::IMWRITE_WEBP_QUALITY, 101};

Bytes fileOf(const QString &kind, const Image &image)
{
    const cv::Mat mat = toMat(image);
    return kind == QStringLiteral("webp") ? encoded(mat, ".webp", lossless)
                                          : encoded(mat, qPrintable(QLatin1Char('.') + kind));
}

void append(Bytes &out, std::string_view text)
{
    const auto *first = reinterpret_cast<const std::byte *>(text.data());
    out.insert(out.end(), first, first + text.size());
}

void append(Bytes &out, std::uint64_t value, int bytes, bool big)
{
    for (int i = 0; i < bytes; ++i)
        out.push_back(static_cast<std::byte>(value >> 8 * (big ? bytes - 1 - i : i) & 0xFF));
}

Bytes exif(int orientation, bool big)
{
    Bytes out;
    append(out, big ? "MM" : "II");
    append(out, 42, 2, big);
    append(out, 8, 4, big);
    append(out, 1, 2, big);
    append(out, 0x0112, 2, big);
    append(out, 3, 2, big);
    append(out, 1, 4, big);
    append(out, static_cast<std::uint64_t>(orientation), 2, big);
    append(out, 0, 6, big);
    return out;
}

/// The file with an orientation put in where its format keeps it.
Bytes turned(Bytes file, const QString &kind, int orientation)
{
    const bool big = orientation % 2 == 0;
    const Bytes tag = exif(orientation, big);
    Bytes part;
    if (kind == QStringLiteral("jpg")) {
        append(part, 0xFFE1, 2, true);
        append(part, tag.size() + 8, 2, true);
        append(part, std::string_view("Exif\0\0", 6));
        part.insert(part.end(), tag.begin(), tag.end());
        file.insert(file.begin() + 2, part.begin(), part.end());
    } else if (kind == QStringLiteral("png")) {
        append(part, tag.size(), 4, true);
        append(part, "eXIf");
        part.insert(part.end(), tag.begin(), tag.end());
        append(part, 0, 4, true); // its checksum is nobody's business: the chunk is not handed on
        file.insert(file.begin() + 33, part.begin(), part.end());
    } else { // WebP: the simple form becomes the extended one
        Bytes out;
        append(part, "EXIF");
        append(part, tag.size(), 4, false);
        part.insert(part.end(), tag.begin(), tag.end());
        append(out, "RIFF");
        append(out, file.size() - 8 + 18 + part.size(), 4, false);
        append(out, "WEBPVP8X");
        append(out, 10, 4, false);
        append(out, 8, 4, false); // has EXIF
        append(out, 7 - 1, 3, false);
        append(out, 5 - 1, 3, false);
        out.insert(out.end(), file.begin() + 12, file.end());
        out.insert(out.end(), part.begin(), part.end());
        return out;
    }
    return file;
}

/// An uncompressed RGBA TIFF whose alpha is "unassociated": colours are not multiplied with it.
Bytes rgbaTiff(const Image &image, bool big)
{
    const std::size_t pixels = image.pixels.size() / 3;
    Bytes out;
    append(out, big ? "MM" : "II");
    append(out, 42, 2, big);
    append(out, 8 + pixels * 4 + 8, 4, big);
    for (std::size_t i = 0; i < pixels; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            out.push_back(std::byte{image.pixels[3 * i + c]});
        out.push_back(static_cast<std::byte>(i * 9));
    }
    for (int i = 0; i < 4; ++i)
        append(out, 8, 2, big);
    const auto tag = [&](int number, int type, std::uint64_t count, std::uint64_t value) {
        append(out, static_cast<std::uint64_t>(number), 2, big);
        append(out, static_cast<std::uint64_t>(type), 2, big);
        append(out, count, 4, big);
        append(out, value, type == 3 ? 2 : 4, big);
        if (type == 3)
            append(out, 0, 2, big);
    };
    append(out, 11, 2, big);
    tag(256, 3, 1, static_cast<std::uint64_t>(image.width));
    tag(257, 3, 1, static_cast<std::uint64_t>(image.height));
    tag(258, 4, 4, 0); // four SHORTs, put right below
    tag(259, 3, 1, 1);
    tag(262, 3, 1, 2);
    tag(273, 4, 1, 8);
    tag(277, 3, 1, 4);
    tag(278, 3, 1, static_cast<std::uint64_t>(image.height));
    tag(279, 4, 1, pixels * 4);
    tag(284, 3, 1, 1);
    tag(338, 3, 1, 2);
    append(out, 0, 4, big);
    Bytes bits;
    append(bits, 258, 2, big);
    append(bits, 3, 2, big);
    append(bits, 4, 4, big);
    append(bits, 8 + pixels * 4, 4, big);
    std::copy(bits.begin(), bits.end(),
              out.begin() + static_cast<std::ptrdiff_t>(8 + pixels * 4 + 8 + 2 + 2 * 12));
    return out;
}

/// Where EXIF says that row 0 and column 0 of the stored image are, done pixel by pixel.
Image uprightReference(const Image &stored, int orientation)
{
    const bool swap = orientation >= 5;
    Image out{swap ? stored.width : stored.height, swap ? stored.height : stored.width, 3, {}};
    out.pixels.resize(stored.pixels.size());
    for (int row = 0; row < stored.height; ++row)
        for (int column = 0; column < stored.width; ++column) {
            const int bottom = stored.height - 1 - row;
            const int right = stored.width - 1 - column;
            int y = 0;
            int x = 0;
            switch (orientation) {
            case 1:
                y = row, x = column;
                break;
            case 2:
                y = row, x = right;
                break;
            case 3:
                y = bottom, x = right;
                break;
            case 4:
                y = bottom, x = column;
                break;
            case 5:
                y = column, x = row;
                break;
            case 6:
                y = column, x = bottom;
                break;
            case 7:
                y = right, x = bottom;
                break;
            default:
                y = right, x = row;
                break;
            }
            std::memcpy(out.pixels.data() + (y * out.width + x) * 3,
                        stored.pixels.data() + (row * stored.width + column) * 3, 3);
        }
    return out;
}

} // namespace

class TestDecode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void losslessFormats_data() { kinds({"png", "bmp", "tiff", "webp"}); }
    void losslessFormats()
    {
        QFETCH(QString, kind);
        const Image image = sampleImage(13, 9, 4);
        const DecodedImage decoded = decodeImage(fileOf(kind, image));
        QVERIFY2(decoded.problem.empty(), decoded.problem.c_str());
        QCOMPARE(decoded.image, image);
        if (kind != QStringLiteral("webp")) // has no grey
            QCOMPARE(decodeImage(fileOf(kind, grey(image))).image, grey(image));
    }

    void jpeg()
    {
        Image smooth{16, 24, 3, {}};
        for (int i = 0; i < 16 * 24; ++i)
            for (const int v : {100, 150, 60})
                smooth.pixels.push_back(static_cast<std::uint8_t>(v + i / 24));
        const DecodedImage decoded = decodeImage(fileOf(QStringLiteral("jpg"), smooth));
        QVERIFY(decoded.problem.empty());
        QCOMPARE(decoded.image.channels, 3);
        for (std::size_t i = 0; i < smooth.pixels.size(); ++i)
            QVERIFY(std::abs(decoded.image.pixels[i] - smooth.pixels[i]) <= 4);
        QCOMPARE(decodeImage(fileOf(QStringLiteral("jpg"), grey(smooth))).image.channels, 1);
    }

    void transparencyIsDropped_data() { kinds({"png", "tiff", "webp"}); }
    void transparencyIsDropped()
    {
        QFETCH(QString, kind);
        const Image image = sampleImage(6, 5, 1);
        const cv::Mat colour = toMat(image);
        cv::Mat mat(6, 5, CV_8UC4);
        for (int y = 0; y < 6; ++y)
            for (int x = 0; x < 5; ++x)
                for (int c = 0; c < 4; ++c)
                    mat.ptr(y)[4 * x + c] = c == 3 ? static_cast<uchar>(40 * x + 1) : colour.ptr(y)[3 * x + c];
        const Bytes file = kind == QStringLiteral("webp") ? encoded(mat, ".webp", lossless)
                                                          : encoded(mat, qPrintable(QLatin1Char('.') + kind));
        const DecodedImage decoded = decodeImage(file);
        QVERIFY2(decoded.problem.empty(), decoded.problem.c_str());
        QCOMPARE(decoded.image, image);
    }

    void unassociatedAlphaLeavesColoursAlone()
    {
        const Image image = sampleImage(5, 6, 1);
        for (const bool big : {false, true}) {
            const DecodedImage decoded = decodeImage(rgbaTiff(image, big));
            QVERIFY2(decoded.problem.empty(), decoded.problem.c_str());
            QCOMPARE(decoded.image, image);
        }
    }

    void sixteenBits_data() { kinds({"png", "tiff"}); }
    void sixteenBits()
    {
        QFETCH(QString, kind);
        const Image image = sampleImage(6, 5, 2);
        cv::Mat mat;
        toMat(image).convertTo(mat, CV_16U, 256, 255); // the lower 8 bits are full
        const DecodedImage decoded = decodeImage(encoded(mat, qPrintable(QLatin1Char('.') + kind)));
        QCOMPARE(decoded.image, image);
        // Grey is taken as it is, and cut at 255.
        cv::Mat dim(1, 4, CV_16UC1);
        for (int x = 0; x < 4; ++x)
            dim.at<std::uint16_t>(0, x) = static_cast<std::uint16_t>(x == 3 ? 65535 : 100 * x);
        const Image grey = decodeImage(encoded(dim, qPrintable(QLatin1Char('.') + kind))).image;
        QCOMPARE(grey.channels, 1);
        QCOMPARE(grey.pixels, (std::vector<std::uint8_t>{0, 100, 200, 255}));
    }

    // A damaged JPEG of four inks is no reason to end, and says why.
    void damagedInks()
    {
        const Image image = sampleImage(20, 15, 3);
        Bytes file = fileOf(QStringLiteral("jpg"), image);
        const Bytes frame{std::byte{0xFF}, std::byte{0xC0}};
        const auto at = std::search(file.begin(), file.end(), frame.begin(), frame.end());
        QVERIFY(at != file.end());
        at[9] = std::byte{4}; // components: one more than are described
        const DecodedImage decoded = decodeImage(file);
        QVERIFY(decoded.problem.find("is damaged") == 0);
        QVERIFY(decoded.image.pixels.empty());
    }

    void exifTurns_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("orientation");
        for (const char *kind : {"png", "jpg", "webp"})
            for (int o = 1; o <= 8; ++o)
                QTest::addRow("%s %d", kind, o) << QString::fromLatin1(kind) << o;
    }
    void exifTurns()
    {
        QFETCH(QString, kind);
        QFETCH(int, orientation);
        const Bytes plain = fileOf(kind, sampleImage(5, 7, 3));
        const DecodedImage stored = decodeImage(plain);
        const DecodedImage decoded = decodeImage(turned(plain, kind, orientation));
        QVERIFY2(decoded.problem.empty(), decoded.problem.c_str());
        QCOMPARE(decoded.image, uprightReference(stored.image, orientation));
    }

    void firstOrientationCounts()
    {
        const QString jpg = QStringLiteral("jpg");
        const Bytes plain = fileOf(jpg, sampleImage(5, 7, 3));
        const Bytes twice = turned(turned(plain, jpg, 3), jpg, 6); // 6 is put in front of 3
        QCOMPARE(decodeImage(twice).image, uprightReference(decodeImage(plain).image, 6));
    }

    void nonsenseOrientationIsNone()
    {
        const Image image = sampleImage(5, 7, 3);
        const QString png = QStringLiteral("png");
        QCOMPARE(decodeImage(turned(fileOf(png, image), png, 9)).image, image);
        QCOMPARE(decodeImage(turned(fileOf(png, image), png, 0)).image, image);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const Bytes &bytes, const char *says) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                              static_cast<qsizetype>(bytes.size()))
                                << QString::fromLatin1(says);
        };
        const Image image = sampleImage(5, 7, 3);
        const auto text = [](std::string_view content) {
            Bytes out;
            append(out, content);
            return out;
        };
        const auto sized = [](Bytes file, std::size_t at, std::uint64_t value, int bytes, bool big) {
            Bytes number;
            append(number, value, bytes, big);
            std::copy(number.begin(), number.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
            return file;
        };
        row("empty", {}, "is empty");
        row("text", text("hello, world"), "is not a PNG, JPEG, BMP, WebP or TIFF");
        row("gif", text("GIF89a.........."), "is a GIF");
        row("bmp mark alone", text("BM"), "no size");
        row("tiff mark alone", text(std::string_view("II*\0\x08\0\0\0", 8)), "no size");
        const Bytes png = fileOf(QStringLiteral("png"), image);
        row("giant png", sized(sized(png, 16, 60000, 4, true), 20, 60000, 4, true), "60000 x 60000 pixels");
        row("a picture of 100,000 x 100,000", sized(sized(png, 16, 100000, 4, true), 20, 100000, 4, true),
            "100000 x 100000 pixels");
        row("absurd png", sized(sized(png, 16, 0xFFFFFFFF, 4, true), 20, 0xFFFFFFFF, 4, true),
            "at most 178 million");
        row("png without width", sized(png, 16, 0, 4, true), "no size");
        const Bytes bmp = fileOf(QStringLiteral("bmp"), image);
        row("giant bmp", sized(sized(bmp, 18, 1 << 20, 4, false), 22, 1 << 20, 4, false), "1048576 x 1048576");
        row("bmp upside down and giant", sized(bmp, 22, 0x80000000, 4, false), "2147483648");
        Bytes animation = turned(fileOf(QStringLiteral("webp"), image), QStringLiteral("webp"), 1);
        animation[20] |= std::byte{2};
        // A damaged WebP in whose middle DICOM's mark stands: GDCM, which OpenCV would try next, ends the process.
        const QByteArray disguised = QByteArray::fromBase64(
            "UklGRmwAAABXRUJQVlA4IFZQOHBvbGdhc3D/AAoAAPEAAFZQKCAyLP0AQACwAQCdASoLAAkAAsBMJQBNTQAqAAAACABS"
            "SUZGbACwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLAAYQAJAALATCUAAAABARIAAwAAALROgCHWruRESUNNowDj");
        const auto *start = reinterpret_cast<const std::byte *>(disguised.constData());
        row("DICOM in a WebP", Bytes(start, start + disguised.size()), "is damaged or of a kind that is not read");
        row("animated webp", animation, "is animated");
        Bytes apng = png;
        const Bytes control = [] {
            Bytes chunk;
            append(chunk, 8, 4, true);
            append(chunk, "acTL");
            append(chunk, 2, 4, true);
            append(chunk, 0, 8, true);
            return chunk;
        }();
        apng.insert(apng.begin() + 33, control.begin(), control.end());
        row("animated png", apng, "is animated");
        cv::Mat floats(4, 4, CV_32FC1, cv::Scalar(0.5));
        row("float tiff", encoded(floats, ".tiff"), "neither 8 nor 16 bits");
    }
    void refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const auto *first = reinterpret_cast<const std::byte *>(bytes.constData());
        const DecodedImage decoded = decodeImage({first, static_cast<std::size_t>(bytes.size())});
        QVERIFY2(QString::fromStdString(decoded.problem).contains(says), decoded.problem.c_str());
        QVERIFY(decoded.image.pixels.empty());
    }

    // Each format says where it ends; a part of a file is never taken for the whole.
    void cutShort_data() { kinds({"png", "jpg", "webp", "bmp", "tiff"}); }
    void cutShort()
    {
        QFETCH(QString, kind);
        const Bytes whole = fileOf(kind, sampleImage(40, 30, 3));
        for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 97) {
            const DecodedImage decoded = decodeImage(std::span(whole).first(size));
            QVERIFY2(!decoded.problem.empty(), qPrintable(QStringLiteral("%1 bytes").arg(size)));
        }
        const DecodedImage decoded = decodeImage(std::span(whole).first(whole.size() - 1));
        QVERIFY(!decoded.problem.empty() || kind == QStringLiteral("tiff")); // its end may be padding
    }

    void damageIsSurvived_data() { kinds({"png", "jpg", "webp", "bmp", "tiff"}); }
    void damageIsSurvived()
    {
        QFETCH(QString, kind);
        const Bytes whole = fileOf(kind, sampleImage(20, 15, 3));
        RandomStream stream{11};
        for (int round = 0; round < 300; ++round) {
            Bytes damaged = whole;
            for (int i = 0; i < 3; ++i)
                damaged[static_cast<std::size_t>(stream.below(damaged.size()))] = static_cast<std::byte>(stream());
            const DecodedImage decoded = decodeImage(damaged);
            const Image &image = decoded.image;
            QCOMPARE(image.pixels.empty(), !decoded.problem.empty());
            QCOMPARE(image.pixels.size(), static_cast<std::size_t>(image.height) *
                                              static_cast<std::size_t>(image.width) *
                                              static_cast<std::size_t>(image.channels));
        }
    }

private:
    static void kinds(std::initializer_list<const char *> names)
    {
        QTest::addColumn<QString>("kind");
        for (const char *name : names)
            QTest::newRow(name) << QString::fromLatin1(name);
    }
};

QTEST_GUILESS_MAIN(TestDecode)
#include "tst_decode.moc"
