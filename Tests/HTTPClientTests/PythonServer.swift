import Foundation
import Testing

/// A server that reads the head of each request and then does what a script of Python says.
final class PythonServer {
  let port: Int
  private let process = Process()
  /// Ends the server with this process, whatever ends that.
  private let input = Pipe()

  init(_ script: String) throws {
    let program = """
      import os, socket, sys, threading, time
      threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
      listener = socket.create_server(("127.0.0.1", 0))
      print(listener.getsockname()[1], flush=True)
      def serve(connection):
          head = b""
          while b"\\r\\n\\r\\n" not in head:
              head += connection.recv(65536)
          try:
      \(script.split(separator: "\n").map { "        \($0)" }.joined(separator: "\n"))
          except OSError:
              pass
          connection.close()
      while True:
          threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
      """
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.standardInput = input
    process.standardOutput = output
    // Whoever reads the errors of the tests would wait for its end.
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(line.split(separator: "\n").first ?? ""))
  }

  deinit { process.terminate() }
}
