#pragma once

#include "teacher/teacher.h"

#include <CLI/CLI.hpp>

#include <string>

namespace retort {

/// --precision of a teacher.
class PrecisionOption
{
public:
    void addTo(CLI::App &command)
    {
        command
            .add_option("--precision", m_name, "How the teacher multiplies; auto: bf16 where the processor has it")
            ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
            ->capture_default_str();
    }
    [[nodiscard]] TowerPrecision value() const
    {
        return m_name == "fp32"   ? TowerPrecision::Float32
               : m_name == "bf16" ? TowerPrecision::BFloat16
                                  : TowerPrecision::Auto;
    }

private:
    std::string m_name = "auto";
};

} // namespace retort
