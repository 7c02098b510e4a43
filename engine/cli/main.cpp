// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cli/command_line.h"

int main(int argc, char** argv)
{
    return millrace::cli::runCommandLine(argc, argv);
}
