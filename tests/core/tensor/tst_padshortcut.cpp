// The shortcut without parameters against torch's slices and padding, both ways.
#include "tensor/padshortcut.h"

#include <QtTest>

using namespace retort;

class PadShortcutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agreesWithTorch_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("more");
        for (const torch::ScalarType type : {torch::kFloat32, torch::kBFloat16, torch::kFloat64})
            for (const int side : {8, 7})
                for (const int stride : {1, 2})
                    for (const int more : {0, 4, 5})
                        QTest::addRow("%s, %d pixels, stride %d, %d channels more", torch::toString(type), side,
                                      stride, more)
                            << int(type) << side << stride << more;
    }
    void agreesWithTorch()
    {
        QFETCH(int, type);
        QFETCH(int, side);
        QFETCH(int, stride);
        QFETCH(int, more);
        torch::manual_seed(1);
        const torch::Tensor values = torch::randn({3, 6, side, side + 1}).to(torch::ScalarType(type));
        // The other memory layout takes torch's way.
        const torch::Tensor x = values.contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
        const torch::Tensor plain = values.clone().requires_grad_();
        const torch::Tensor y = padShortcut(x, stride, more);
        const torch::Tensor reference = padShortcut(plain, stride, more);
        QVERIFY(y.is_contiguous(torch::MemoryFormat::ChannelsLast));
        QVERIFY(torch::equal(y, reference));
        const torch::Tensor dy = torch::randn(y.sizes()).to(y.scalar_type());
        y.backward(dy);
        reference.backward(dy);
        QVERIFY(torch::equal(x.grad(), plain.grad()));
        QVERIFY(x.grad().abs().sum().item<double>() > 0);
    }
};

QTEST_GUILESS_MAIN(PadShortcutTest)
#include "tst_padshortcut.moc"
