import Foundation
import Testing

/// A server that reads the head of each request and then does what a script of Python says.
final class PythonServer {
  let port: Int
  private let process = Process()

  init(_ script: String) throws {
    let program = """
      import socket, threading, time
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
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    port = try #require(Int(line.split(separator: "\n").first ?? ""))
  }

  deinit { process.terminate() }
}
