#include "curvetexts.h"

#include <QCoreApplication>

#include <limits>

namespace retort {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

struct CurveTexts
{
    Q_DECLARE_TR_FUNCTIONS(retort::CurveTexts)
};

} // namespace

std::vector<CurveUnit> curveUnits()
{
    using enum CurveMetric;
    return {
        {{Agreement, Accuracy, ProbeAgreement}, CurveTexts::tr("images, %"), 0, 100},
        {{Loss, NodeLoss, EdgeLoss, PseudoLoss}, CurveTexts::tr("loss"), 0, unlimited},
        {{LearningRate}, CurveTexts::tr("learning rate"), 0, unlimited},
        {{ImagesPerSecond}, CurveTexts::tr("images/s"), 0, unlimited},
        {{EdgeCorrelation, ColumnCorrelation}, CurveTexts::tr("correlation"), -1, 1},
        {{NodeKl}, CurveTexts::tr("node KL, nats"), 0, unlimited},
        {{MeanMargin}, CurveTexts::tr("mean margin"), 0, 1},
    };
}

QString metricText(CurveMetric metric)
{
    switch (metric) {
    case CurveMetric::Agreement:
        return CurveTexts::tr("agreement with the teacher");
    case CurveMetric::Accuracy:
        return CurveTexts::tr("accuracy, tuning half");
    case CurveMetric::Loss:
        return CurveTexts::tr("loss");
    case CurveMetric::NodeLoss:
        return CurveTexts::tr("node loss");
    case CurveMetric::EdgeLoss:
        return CurveTexts::tr("edge loss");
    case CurveMetric::PseudoLoss:
        return CurveTexts::tr("pseudo-label loss");
    case CurveMetric::LearningRate:
        return CurveTexts::tr("learning rate");
    case CurveMetric::ImagesPerSecond:
        return CurveTexts::tr("images per second");
    case CurveMetric::EdgeCorrelation:
        return CurveTexts::tr("correlation of edges");
    case CurveMetric::ColumnCorrelation:
        return CurveTexts::tr("correlation of columns");
    case CurveMetric::NodeKl:
        return CurveTexts::tr("node KL");
    case CurveMetric::ProbeAgreement:
        return CurveTexts::tr("agreement, probe images");
    case CurveMetric::MeanMargin:
        return CurveTexts::tr("mean margin");
    }
    return {};
}

QString xText(CurveX x)
{
    switch (x) {
    case CurveX::Step:
        return CurveTexts::tr("step");
    case CurveX::Epoch:
        return CurveTexts::tr("epoch");
    case CurveX::Seconds:
        return CurveTexts::tr("training time");
    case CurveX::Wall:
        return CurveTexts::tr("date and time");
    }
    return {};
}

} // namespace retort
