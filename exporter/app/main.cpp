// pgmedic: see app/commands.h for what it does and app/wiring.h for how it is put together.
#include <iostream>

#include "app/commands.h"
#include "app/remedies_command.h"
#include "app/wiring.h"

int main(int argc, char** argv) {
  const pgmedic::TakenArguments arguments = pgmedic::take_arguments(argc, argv);
  return pgmedic::run_program(arguments, {pgmedic::serve, pgmedic::print_metrics, pgmedic::check, pgmedic::plan, pgmedic::actions},
                              {pgmedic::process_environment, std::cout, std::cerr});
}
