// OpenBLAS is kept to its caller's thread while a scope lives, and has its threads back afterwards.
#include "tensor/serialblas.h"

#include <QtTest>

#include <optional>

extern "C" {
__attribute__((weak)) int openblas_get_parallel();
__attribute__((weak)) int openblas_get_num_threads();
__attribute__((weak)) void openblas_set_num_threads(int threads);
}

using namespace retort;

class SerialBlasTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneThreadWhileAScopeLives()
    {
        if (!openblas_get_parallel || openblas_get_parallel() != 1)
            QSKIP("no OpenBLAS with threads of its own");
        openblas_set_num_threads(2);
        std::optional<SerialBlas> first(std::in_place);
        QCOMPARE(openblas_get_num_threads(), 1);
        std::optional<SerialBlas> second(std::in_place);
        first.reset(); // scopes may overlap
        QCOMPARE(openblas_get_num_threads(), 1);
        second.reset();
        QCOMPARE(openblas_get_num_threads(), 2);
    }
};

QTEST_GUILESS_MAIN(SerialBlasTest)
#include "tst_serialblas.moc"
