import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A real `promptrepo serve` that runs while a test does something else, at most as long as this
/// object is there.
final class ServerProcess {
  /// Where it answers; of several addresses, the first one.
  var url: String { urls.first ?? "" }
  /// Where it answers.
  let urls: [String]
  /// The file that its log goes to.
  let logPath: String
  private let process: Process

  /// Starts the program and waits until it says where it answers.
  ///
  /// - Parameter directory: Where it is started; by default in the repository.
  init(_ repo: PromptRepo, _ arguments: [String], in directory: String? = nil) throws {
    let manager = FileManager.default
    logPath = "\(try repo.elsewhere("logs"))/\(UUID().uuidString)"
    _ = manager.createFile(atPath: logPath, contents: nil)
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: PromptRepo.program)
    process.arguments = arguments.first == "-C" ? arguments : ["serve", "--json"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory ?? repo.path)
    process.environment = ProcessInfo.processInfo.environment
      .merging(repo.environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
    try process.run()
    self.process = process
    var line: [UInt8] = []
    while !line.contains(10) {
      let part = output.fileHandleForReading.availableData
      if part.isEmpty { break }
      line += part
    }
    let announced = line.contains(10) ? try JSONValue(parsing: line).object : nil
    guard let announced, announced.text("object") == "server" else {
      process.terminate()
      process.waitUntilExit()
      throw ServerFailure(description: try String(contentsOfFile: logPath, encoding: .utf8))
    }
    urls = announced["urls"]?.array?.compactMap(\.string) ?? []
    guard announced.text("url") == urls.first else {
      throw ServerFailure(description: "\(announced)")
    }
  }

  deinit {
    guard process.isRunning else { return }
    send(SIGKILL)
    process.waitUntilExit()
  }

  /// The process's number.
  var identifier: Int32 { process.processIdentifier }

  /// What it has written to its log so far.
  var log: String { get throws { try String(contentsOfFile: logPath, encoding: .utf8) } }

  /// Sends a signal.
  func send(_ signal: Int32) {
    _ = Foundation.kill(process.processIdentifier, signal)
  }

  /// Waits for its end, which comes by itself or after a signal, and gives the status: for a
  /// signal 128 + its number, as in a shell.
  func status(after signal: Int32? = nil) -> Int32 {
    if let signal { send(signal) }
    let end = Date(timeIntervalSinceNow: 20)
    while process.isRunning, Date() < end { usleep(10_000) }
    if process.isRunning { send(SIGKILL) }
    process.waitUntilExit()
    return process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
  }
}

/// Why a server did not start, in its own words.
struct ServerFailure: Error, CustomStringConvertible {
  let description: String
}
