// Memory of tensors: taken again inside a scope, safe when tensors outlive it or end on another thread.
#include "tensor/memorypool.h"
#include "tensor/torch.h"

#include <QtTest>

#include <thread>

using namespace retort;

class MemoryPoolTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void memoryIsTakenAgain()
    {
        TensorMemoryPool pool;
        QCOMPARE(pool.peakBytes(), std::size_t(0));
        const void *first = torch::empty({1 << 20}).data_ptr();
        const std::size_t peak = pool.peakBytes();
        QVERIFY(peak >= std::size_t(4) << 20);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(static_cast<const void *>(torch::empty({1 << 20}).data_ptr()), first);
        QCOMPARE(pool.peakBytes(), peak);
        const torch::Tensor held = torch::ones({1 << 20});
        const torch::Tensor beside = torch::zeros({1 << 20});
        QVERIFY(held.data_ptr() != beside.data_ptr());
        QVERIFY(pool.peakBytes() >= 2 * peak);
        QCOMPARE(held.sum().item<double>(), double(1 << 20));
    }

    void tensorsOutliveTheScope()
    {
        torch::Tensor kept;
        {
            TensorMemoryPool pool;
            kept = torch::full({1 << 20}, 3.0F);
        }
        QCOMPARE(kept.mean().item<float>(), 3.0F);
        kept.resize_({1 << 21});
        kept.fill_(2.0F);
        QCOMPARE(kept.mean().item<float>(), 2.0F);
    }

    void tensorsEndOnAnotherThread()
    {
        TensorMemoryPool pool;
        torch::Tensor tensor = torch::ones({1 << 20});
        const void *const where = tensor.data_ptr();
        std::thread([moved = std::move(tensor)]() mutable { moved.reset(); }).join();
        QCOMPARE(static_cast<const void *>(torch::empty({1 << 20}).data_ptr()), where);
    }

    void otherThreadsAreLeftAlone()
    {
        TensorMemoryPool pool;
        std::thread([] { static_cast<void>(torch::ones({1 << 20}).sum().item<float>()); }).join();
        QCOMPARE(pool.peakBytes(), std::size_t(0));
    }

    void scopesNest()
    {
        TensorMemoryPool outer;
        {
            TensorMemoryPool inner;
            static_cast<void>(torch::empty({1 << 20}));
            QVERIFY(inner.peakBytes() > 0);
        }
        QCOMPARE(outer.peakBytes(), std::size_t(0));
        static_cast<void>(torch::empty({1 << 20}));
        QVERIFY(outer.peakBytes() > 0);
    }

    void convolutionsWork() // oneDNN asks for memory without a tensor
    {
        TensorMemoryPool pool;
        torch::manual_seed(1);
        const torch::Tensor x = torch::randn({4, 16, 16, 16});
        const torch::Tensor w = torch::randn({16, 16, 3, 3});
        const torch::Tensor plain = torch::conv2d(x, w, {}, 1, 1);
        const torch::Tensor channelsLast =
            torch::conv2d(x.contiguous(torch::MemoryFormat::ChannelsLast), w, {}, 1, 1);
        QVERIFY(torch::allclose(plain, channelsLast, 1e-4, 1e-4));
    }
};

QTEST_GUILESS_MAIN(MemoryPoolTest)
#include "tst_memorypool.moc"
