import Benchmarks
import Platform

do {
  let arguments = CommandLine.arguments
  CurrentProcess.exit(
    try Benchmarks.run(Array(arguments.dropFirst()), executable: arguments.first ?? ""))
} catch {
  try StreamWriter.error.write("Error: \(error)\n")
  CurrentProcess.exit(1)
}
