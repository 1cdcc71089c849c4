#include "export/curves.h"

#include "base/csvfield.h"

namespace retort {

std::string curvesCsv(const std::vector<EpochRecord> &epochs)
{
    std::string text =
        "epoch,step,loss,node_loss,edge_loss,pseudo_loss,learning_rate,seconds,images_per_second,"
        "held_out_agreement,tuning_accuracy,probe_edge_correlation,probe_column_correlation,probe_node_kl,"
        "probe_agreement,probe_mean_margin\r\n";
    for (const EpochRecord &epoch : epochs) {
        text += std::to_string(epoch.epoch) + "," + std::to_string(epoch.mean.step);
        for (const double value :
             {epoch.mean.loss, epoch.mean.nodeLoss, epoch.mean.edgeLoss, epoch.mean.pseudoLoss,
              epoch.mean.learningRate, epoch.seconds, epoch.imagesPerSecond, epoch.heldOutAgreement,
              epoch.tuningAccuracy.value_or(std::nan("")), epoch.summary.edgeCorrelation,
              epoch.summary.columnCorrelation, epoch.summary.nodeKl, epoch.summary.agreement,
              epoch.summary.meanMargin})
            text += "," + csvField(value);
        text += "\r\n";
    }
    return text;
}

} // namespace retort
