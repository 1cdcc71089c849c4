#include "images/cmykjpeg.h"

#include <csetjmp>
#include <cstdio> // before jpeglib.h, which needs FILE

#include <jpeglib.h>

namespace retort {

namespace {

struct Failure
{
    jpeg_error_mgr manager; ///< first: libjpeg hands back a pointer to it
    std::jmp_buf back;
    char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void fail(j_common_ptr info)
{
    auto *failure = reinterpret_cast<Failure *>(info->err);
    info->err->format_message(info, failure->message);
    std::longjmp(failure->back, 1);
}

/// Warnings are nobody's: libjpeg would print them.
void ignore(j_common_ptr, int) {}

std::uint8_t printed(int ink, int paper)
{
    return static_cast<std::uint8_t>(paper - (ink * paper + 127) / 255);
}

/// Between here and the end libjpeg may jump back to its beginning, past destructors: what needs one is the
/// caller's.
bool decode(std::span<const std::byte> bytes, Image &image, std::vector<std::uint8_t> &row, Failure &failure)
{
    jpeg_decompress_struct info;
    info.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = fail;
    failure.manager.emit_message = ignore;
    if (setjmp(failure.back) != 0) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_CMYK;
    jpeg_start_decompress(&info);
    if (info.output_components != 4) {
        jpeg_destroy_decompress(&info);
        return false;
    }
    image.height = static_cast<int>(info.output_height);
    image.width = static_cast<int>(info.output_width);
    image.channels = 3;
    const std::size_t width = info.output_width;
    image.pixels.resize(static_cast<std::size_t>(info.output_height) * width * 3);
    row.resize(width * 4);
    std::uint8_t *out = image.pixels.data();
    while (info.output_scanline < info.output_height) {
        JSAMPROW rows[1] = {row.data()};
        jpeg_read_scanlines(&info, rows, 1);
        for (std::size_t x = 0; x < width; ++x) {
            const int paper = row[4 * x + 3];
            for (std::size_t c = 0; c < 3; ++c)
                *out++ = printed(255 - row[4 * x + c], paper);
        }
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return true;
}

} // namespace

DecodedImage decodeCmykJpeg(std::span<const std::byte> bytes)
{
    DecodedImage decoded;
    std::vector<std::uint8_t> row;
    Failure failure{};
    if (!decode(bytes, decoded.image, row, failure)) {
        decoded.image = {};
        decoded.problem = "is damaged or of a kind that is not read";
        if (failure.message[0] != '\0')
            decoded.problem += std::string(" (") + failure.message + ")";
    }
    return decoded;
}

} // namespace retort
