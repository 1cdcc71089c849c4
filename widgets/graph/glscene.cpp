#include "widgets/graph/glscene.h"

#include "widgets/common/theme.h"

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QVector3D>

#include <cstddef>
#include <utility>

namespace retort {

namespace {

constexpr int stepsOfCurve = 8;

struct Colour
{
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 0;
};

struct Dot
{
    GraphPoint from;
    GraphPoint to;
    Colour colour;
};

struct Curve
{
    GraphPoint from[3]; ///< start, end, control, as the shader takes them
    GraphPoint to[3];
    float width = 1;
    Colour colour;
};

Colour toColour(const QColor &colour)
{
    return {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
            static_cast<std::uint8_t>(colour.blue()), static_cast<std::uint8_t>(colour.alpha())};
}

// Scene places become logical pixels become clip space; gl_VertexID makes the corners, so there is no vertex
// buffer.
constexpr char common[] = R"(
uniform vec2 centre;
uniform float radius;
uniform vec2 viewSize;
uniform float way;
vec2 pixels(vec2 point) { return centre + radius * point; }
vec4 clip(vec2 at) { return vec4(at.x / viewSize.x * 2.0 - 1.0, 1.0 - at.y / viewSize.y * 2.0, 0.0, 1.0); }
)";

constexpr char dotVertex[] = R"(
layout(location = 0) in vec2 fromPoint;
layout(location = 1) in vec2 toPoint;
layout(location = 2) in vec4 colour;
uniform float reach;
out vec2 offset;
flat out vec4 fill;
void main()
{
    vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
    offset = corner * reach;
    fill = colour;
    gl_Position = clip(pixels(mix(fromPoint, toPoint, way)) + offset);
}
)";

constexpr char dotFragment[] = R"(
in vec2 offset;
flat in vec4 fill;
uniform float dotRadius;
uniform float pixel;
uniform vec3 outline;
out vec4 result;
void main()
{
    float distance = length(offset);
    float cover = 1.0 - smoothstep(dotRadius + 0.25 - 0.5 * pixel, dotRadius + 0.25 + 0.5 * pixel, distance);
    float inner = 1.0 - smoothstep(dotRadius - 0.25 - 0.5 * pixel, dotRadius - 0.25 + 0.5 * pixel, distance);
    float alpha = fill.a * cover;
    result = vec4(mix(outline, fill.rgb, inner) * alpha, alpha);
}
)";

constexpr char curveVertex[] = R"(
layout(location = 0) in vec4 fromEnds;
layout(location = 1) in vec2 fromControl;
layout(location = 2) in vec4 toEnds;
layout(location = 3) in vec2 toControl;
layout(location = 4) in float width;
layout(location = 5) in vec4 colour;
uniform float steps;
uniform float pixel;
out float across;
flat out float halfWidth;
flat out vec4 fill;
void main()
{
    vec4 ends = mix(fromEnds, toEnds, way);
    vec2 a = pixels(ends.xy);
    vec2 b = pixels(mix(fromControl, toControl, way));
    vec2 c = pixels(ends.zw);
    float t = float(gl_VertexID >> 1) / steps;
    vec2 place = mix(mix(a, b, t), mix(b, c, t), t);
    vec2 along = mix(b - a, c - b, t);
    along = dot(along, along) > 1e-8 ? normalize(along) : vec2(1.0, 0.0);
    float side = float(gl_VertexID & 1) * 2.0 - 1.0;
    halfWidth = 0.5 * width;
    across = side * (halfWidth + pixel);
    fill = colour;
    gl_Position = clip(place + vec2(-along.y, along.x) * across);
}
)";

constexpr char curveFragment[] = R"(
in float across;
flat in float halfWidth;
flat in vec4 fill;
uniform float pixel;
out vec4 result;
void main()
{
    float cover = clamp((halfWidth - abs(across)) / pixel + 0.5, 0.0, 1.0);
    float alpha = fill.a * cover;
    result = vec4(fill.rgb * alpha, alpha);
}
)";

QOpenGLExtraFunctions &gl()
{
    return *QOpenGLContext::currentContext()->extraFunctions();
}

void bindAttribute(GLuint location, int size, GLenum type, std::size_t stride, std::size_t offset)
{
    gl().glEnableVertexAttribArray(location);
    gl().glVertexAttribPointer(location, size, type, type == GL_UNSIGNED_BYTE ? GL_TRUE : GL_FALSE,
                               static_cast<GLsizei>(stride), reinterpret_cast<const void *>(offset));
    gl().glVertexAttribDivisor(location, 1);
}

template<typename Instance>
void upload(QOpenGLBuffer &buffer, const std::vector<Instance> &instances)
{
    buffer.bind();
    buffer.allocate(instances.data(), static_cast<int>(instances.size() * sizeof(Instance)));
    buffer.release();
}

} // namespace

GlScene::~GlScene()
{
    for (Instances *instances : {&m_dots, &m_curves}) {
        instances->array.destroy();
        instances->buffer.destroy();
    }
}

bool GlScene::compile(QOpenGLShaderProgram &program, const char *vertex, const char *fragment)
{
    const QByteArray head = QOpenGLContext::currentContext()->isOpenGLES()
                                ? QByteArray("#version 300 es\nprecision highp float;\n")
                                : QByteArray("#version 330 core\n");
    if (program.addShaderFromSourceCode(QOpenGLShader::Vertex, head + common + vertex) &&
        program.addShaderFromSourceCode(QOpenGLShader::Fragment, head + fragment) && program.link())
        return true;
    m_error = program.log();
    return false;
}

bool GlScene::initialise()
{
    if (!compile(m_dotProgram, dotVertex, dotFragment) || !compile(m_curveProgram, curveVertex, curveFragment))
        return false;
    for (Instances *instances : {&m_dots, &m_curves})
        if (!instances->array.create() || !instances->buffer.create()) {
            m_error = QStringLiteral("no vertex arrays");
            return false;
        }
    m_dots.array.bind();
    m_dots.buffer.bind();
    bindAttribute(0, 2, GL_FLOAT, sizeof(Dot), offsetof(Dot, from));
    bindAttribute(1, 2, GL_FLOAT, sizeof(Dot), offsetof(Dot, to));
    bindAttribute(2, 4, GL_UNSIGNED_BYTE, sizeof(Dot), offsetof(Dot, colour));
    m_dots.array.release();
    m_curves.array.bind();
    m_curves.buffer.bind();
    bindAttribute(0, 4, GL_FLOAT, sizeof(Curve), offsetof(Curve, from));
    bindAttribute(1, 2, GL_FLOAT, sizeof(Curve), offsetof(Curve, from) + 4 * sizeof(float));
    bindAttribute(2, 4, GL_FLOAT, sizeof(Curve), offsetof(Curve, to));
    bindAttribute(3, 2, GL_FLOAT, sizeof(Curve), offsetof(Curve, to) + 4 * sizeof(float));
    bindAttribute(4, 1, GL_FLOAT, sizeof(Curve), offsetof(Curve, width));
    bindAttribute(5, 4, GL_UNSIGNED_BYTE, sizeof(Curve), offsetof(Curve, colour));
    m_curves.array.release();
    m_curves.buffer.release();
    return true;
}

void GlScene::setScene(std::shared_ptr<const GraphScene> from, std::shared_ptr<const GraphScene> to,
                       const Theme &theme)
{
    m_from = std::move(from);
    m_to = std::move(to);
    m_curvesStale = true;
    uploadDots(theme);
}

void GlScene::uploadDots(const Theme &theme)
{
    std::vector<Dot> dots;
    if (m_to) {
        const SceneColours colours(*m_to, theme);
        const std::vector<GraphPoint> &before = m_from ? m_from->samples : m_to->samples;
        dots.reserve(m_to->samples.size());
        for (const Presence presence : {Presence::Filtered, Presence::Quiet, Presence::Full})
            for (std::size_t i = 0; i < m_to->samples.size(); ++i) {
                if (m_to->presence[i] != presence)
                    continue;
                QColor colour = colours.ofClass(m_to->answers[i]);
                colour.setAlphaF(static_cast<float>(dotOpacity(presence)));
                dots.push_back({before[i], m_to->samples[i], toColour(colour)});
            }
    }
    m_dots.count = static_cast<int>(dots.size());
    upload(m_dots.buffer, dots);
}

void GlScene::uploadCurves(const SceneDetail &detail, const Theme &theme)
{
    const SceneColours colours(*m_to, theme);
    std::vector<Curve> curves;
    const auto add = [&](const GraphPoint(&from)[3], const GraphPoint(&to)[3], double width,
                         const QColor &colour) {
        curves.push_back(
            {{from[0], from[2], from[1]}, {to[0], to[2], to[1]}, static_cast<float>(width), toColour(colour)});
    };
    const auto moved = [](const GraphPoint &point, const GraphPoint &start, const GraphPoint &startBefore,
                          const GraphPoint &end, const GraphPoint &endBefore) {
        return GraphPoint{point.x + (startBefore.x - start.x + endBefore.x - end.x) / 2,
                          point.y + (startBefore.y - start.y + endBefore.y - end.y) / 2};
    };
    const bool straight = m_to->lines.size() <= straightLines;
    m_curveSteps = straight || detail.bundles ? 1 : stepsOfCurve;
    curves.reserve(detail.lines.size() + (detail.bundles ? m_to->bundles.size() : 0));
    for (const std::uint32_t place : detail.lines) {
        const GraphLine &line = m_to->lines[place];
        const GraphPoint to[3] = {line.from, line.control, line.to};
        GraphPoint from[3] = {line.from, line.control, line.to};
        if (m_from) {
            from[0] = m_from->samples[static_cast<std::size_t>(line.sample)];
            from[2] = m_from->proxies[static_cast<std::size_t>(line.proxy)];
            from[1] = moved(line.control, line.from, from[0], line.to, from[2]);
        }
        add(from, to, 1, colours.ofLine(line, detail.lines.size()));
    }
    if (detail.bundles)
        for (const GraphBundle &bundle : m_to->bundles) {
            const GraphPoint middle{(bundle.from.x + bundle.to.x) / 2, (bundle.from.y + bundle.to.y) / 2};
            const GraphPoint ends[3] = {bundle.from, middle, bundle.to};
            add(ends, ends, bundleWidth(bundle.lines), colours.ofBundle(bundle));
        }
    m_curves.count = static_cast<int>(curves.size());
    upload(m_curves.buffer, curves);
}

void GlScene::setView(QOpenGLShaderProgram &program, const GraphTransform &at, const QSize &size,
                      double pixelRatio, double t)
{
    program.bind();
    program.setUniformValue("centre", at.centre);
    program.setUniformValue("radius", static_cast<float>(at.radius));
    program.setUniformValue("viewSize", QSizeF(size));
    program.setUniformValue("way", static_cast<float>(t));
    program.setUniformValue("pixel", static_cast<float>(1 / pixelRatio));
}

void GlScene::paint(const GraphTransform &at, const QSize &size, double pixelRatio, double t,
                    std::size_t mostLines, const Theme &theme)
{
    if (!m_to)
        return;
    SceneDetail detail = detailIn(*m_to, at, size, mostLines);
    if (m_curvesStale || detail.bundles != m_detail.bundles || detail.lines != m_detail.lines) {
        uploadCurves(detail, theme);
        m_detail = std::move(detail);
        m_curvesStale = false;
    }
    QOpenGLExtraFunctions &functions = gl();
    functions.glDisable(GL_DEPTH_TEST);
    functions.glEnable(GL_BLEND);
    functions.glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA); // colours are premultiplied
    setView(m_curveProgram, at, size, pixelRatio, t);
    m_curveProgram.setUniformValue("steps", static_cast<float>(m_curveSteps));
    m_curves.array.bind();
    functions.glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 2 * (m_curveSteps + 1), m_curves.count);
    m_curves.array.release();
    setView(m_dotProgram, at, size, pixelRatio, t);
    m_dotProgram.setUniformValue("dotRadius", static_cast<float>(dotRadius()));
    m_dotProgram.setUniformValue("reach", static_cast<float>(dotRadius() + 0.25 + 1 / pixelRatio));
    m_dotProgram.setUniformValue("outline", QVector3D(static_cast<float>(theme.surface.redF()),
                                                      static_cast<float>(theme.surface.greenF()),
                                                      static_cast<float>(theme.surface.blueF())));
    m_dots.array.bind();
    functions.glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, m_dots.count);
    m_dots.array.release();
    m_dotProgram.release();
    functions.glDisable(GL_BLEND);
}

} // namespace retort
