#include "widgets/graph/glcanvas.h"

#include "widgets/common/theme.h"

#include <QEvent>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QPainter>

#include <utility>

namespace retort {

QSurfaceFormat glFormat()
{
    QSurfaceFormat format;
    if (QOpenGLContext::openGLModuleType() == QOpenGLContext::LibGL) {
        format.setVersion(3, 3);
        format.setProfile(QSurfaceFormat::CoreProfile);
    } else {
        format.setVersion(3, 0);
    }
    return format;
}

GlDriver askGlDriver(QOffscreenSurface &surface)
{
    GlDriver driver;
    QOpenGLContext context;
    context.setFormat(glFormat());
    if (!context.create() || !context.makeCurrent(&surface))
        return driver;
    const auto *name = reinterpret_cast<const char *>(context.functions()->glGetString(GL_RENDERER));
    driver.renderer = QString::fromLatin1(name);
    const auto version = context.format().version();
    driver.usable = context.isOpenGLES() ? version.first >= 3 : version >= std::pair(3, 3);
    driver.hardware = driver.usable;
    for (const char *software : {"llvmpipe", "softpipe", "swrast", "Software Rasterizer", "SwiftShader"})
        driver.hardware =
            driver.hardware && !driver.renderer.contains(QLatin1String(software), Qt::CaseInsensitive);
    context.doneCurrent();
    return driver;
}

GlCanvas::GlCanvas(QWidget *parent) : QOpenGLWidget(parent)
{
    setFormat(glFormat());
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

GlCanvas::~GlCanvas()
{
    letGo();
    // The base class ends the context, when this is no canvas any more.
    if (context())
        disconnect(context(), nullptr, this, nullptr);
}

void GlCanvas::letGo()
{
    if (!m_scene)
        return;
    makeCurrent();
    m_scene.reset();
    doneCurrent();
}

void GlCanvas::setScene(std::shared_ptr<const GraphScene> from, std::shared_ptr<const GraphScene> to)
{
    m_from = std::move(from);
    m_to = std::move(to);
    m_stale = true;
    update();
}

void GlCanvas::initializeGL()
{
    // Also when the widget moves to another window: the context is a new one then.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &GlCanvas::letGo, Qt::UniqueConnection);
    m_scene = std::make_unique<GlScene>();
    m_stale = true;
    if (!m_scene->initialise()) {
        const QString reason = m_scene->error();
        m_scene.reset();
        Q_EMIT failed(reason);
    }
}

void GlCanvas::paintGL()
{
    const Theme &theme = Theme::of(this);
    QOpenGLFunctions &functions = *context()->functions();
    functions.glClearColor(static_cast<float>(theme.surface.redF()), static_cast<float>(theme.surface.greenF()),
                           static_cast<float>(theme.surface.blueF()), 1);
    functions.glClear(GL_COLOR_BUFFER_BIT);
    if (!m_scene || !frame)
        return;
    if (std::exchange(m_stale, false))
        m_scene->setScene(m_from, m_to, theme);
    const Frame now = frame();
    {
        QPainter painter(this);
        paintBelow(painter);
    }
    m_scene->paint(now.at, size(), devicePixelRatioF(), now.way, now.mostLines, theme);
    QPainter painter(this);
    paintAbove(painter);
}

void GlCanvas::changeEvent(QEvent *event)
{
    QOpenGLWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_stale = true;
        update();
    }
}

} // namespace retort
