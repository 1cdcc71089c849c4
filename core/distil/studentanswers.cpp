#include "distil/studentanswers.h"

#include "distil/environment.h"
#include "distil/evaluation.h"
#include "distil/pixeltensor.h"
#include "distil/recipestudent.h"

#include <algorithm>
#include <vector>

namespace retort {

Answers studentAnswers(const Recipe &recipe, std::int64_t classes, const StudentStart &student,
                       const SizedImages &images, const std::stop_token &stop)
{
    return wrapped("asking the student", [&] {
        const torch::NoGradGuard guard;
        const std::shared_ptr<Student> network = recipeStudent(recipe, classes, student);
        network->eval();
        constexpr std::int64_t batch = 64;
        const std::size_t record = static_cast<std::size_t>(images.height()) *
                                   static_cast<std::size_t>(images.width()) *
                                   static_cast<std::size_t>(images.channels());
        Answers answers;
        std::vector<std::uint8_t> pixels;
        for (std::int64_t first = 0; first < images.size(); first += batch) {
            throwIfStopped(stop);
            const std::int64_t count = std::min(batch, images.size() - first);
            pixels.resize(static_cast<std::size_t>(count) * record);
            for (std::int64_t i = 0; i < count; ++i)
                images.copy(first + i, pixels.data() + static_cast<std::size_t>(i) * record);
            const torch::Tensor x =
                pixelTensor(pixels.data(), count, images.height(), images.width(), images.channels(), torch::kCPU);
            appendAnswers(network->forward(x).logits, answers);
        }
        return answers;
    });
}

} // namespace retort
