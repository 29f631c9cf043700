// pgmedic: see app/commands.h for what it does and app/wiring.h for how it is put together.
#include <iostream>

#include "app/commands.h"
#include "app/remedies_command.h"
#include "app/signals.h"
#include "app/wiring.h"

int main(int argc, char** argv) {
  const pgmedic::TakenArguments arguments = pgmedic::take_arguments(argc, argv);
  // From here on a signal waits for the daemon; a reload that comes before it is ready is not its end.
  const auto hold = [] { static_cast<void>(pgmedic::hold_signals()); };
  return pgmedic::run_program(arguments, {pgmedic::serve, pgmedic::print_metrics, pgmedic::check, pgmedic::plan, pgmedic::actions, hold},
                              {pgmedic::process_environment, std::cout, std::cerr});
}
