#pragma once

#include "teacher/teacher.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace retort {

/// --precision and --device of a teacher.
class TowerOptions
{
public:
    void addTo(CLI::App &command)
    {
        command
            .add_option("--precision", m_precision,
                        "How the teacher multiplies; auto: bf16 where processor or GPU have it")
            ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
            ->capture_default_str();
        command.add_option("--device", m_device, "Where the teacher computes")
            ->check(CLI::IsMember({"cpu", "cuda"}))
            ->capture_default_str();
    }
    [[nodiscard]] std::shared_ptr<const Teacher> open(const std::string &path) const
    {
        return Teacher::open(path,
                             m_precision == "fp32"   ? TowerPrecision::Float32
                             : m_precision == "bf16" ? TowerPrecision::BFloat16
                                                     : TowerPrecision::Auto,
                             m_device == "cuda" ? TowerDevice::Cuda : TowerDevice::Processor);
    }

private:
    std::string m_precision = "auto";
    std::string m_device = "cpu";
};

} // namespace retort
