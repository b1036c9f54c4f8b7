import Platform
import Testing

@Suite struct SocketAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1:8080", "127.0.0.1", 8080, false), ("0.0.0.0:0", "0.0.0.0", 0, false),
      ("localhost:65535", "127.0.0.1", 65535, false), ("[::1]:80", "::1", 80, true),
      ("[::]:1", "::", 1, true), ("[::ffff:10.0.0.1]:9", "::ffff:10.0.0.1", 9, true),
    ] as [(String, String, UInt16, Bool)])
  func anAddressAndAPort(_ text: String, _ host: String, _ port: UInt16, _ isIPv6: Bool) throws {
    let address = try #require(SocketAddress(text))
    #expect(address.host == host && address.port == port && address.isIPv6 == isIPv6)
    #expect(address.description == text.replacing("localhost", with: "127.0.0.1"))
    #expect(SocketAddress(address.description) == address)
  }

  @Test(arguments: [
    "", ":", "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80",
    "127.0.0.1:8a", "127.0.0.1: 80", " 127.0.0.1:80", "127.0.0.1:80 ", "256.0.0.1:80",
    "127.1:80", "example.org:80", "::1:80", "[::1]", "[::1:80", "::1]:80", "[]:80",
    "[127.0.0.1]:80", "[::1%lo]:80", "[[::1]]:80", "127.0.0.1\0:80", "localhost.:80", "LOCALHOST:1",
  ])
  func anythingElseIsNone(_ text: String) {
    #expect(SocketAddress(text) == nil)
  }

  @Test func whatOnlyThisMachineReaches() {
    for text in ["127.0.0.1:1", "127.8.8.8:1", "localhost:1", "[::1]:1"] {
      #expect(SocketAddress(text)?.isLoopback == true, "\(text)")
    }
    for text in ["0.0.0.0:1", "128.0.0.1:1", "12.7.0.1:1", "[::]:1", "[::ffff:127.0.0.1]:1"] {
      #expect(SocketAddress(text)?.isLoopback == false, "\(text)")
    }
    #expect(SocketAddress(loopbackPort: 7).description == "127.0.0.1:7")
  }

  @Test func aListenerSaysWhichPortItHas() throws {
    let first = try ListeningSocket(SocketAddress(loopbackPort: 0))
    #expect(first.address.port != 0 && first.address.host == "127.0.0.1")
    let error = #expect(throws: SystemError.self) { _ = try ListeningSocket(first.address) }
    #expect(error?.call == .bind)
    #expect(error?.path == first.address.description)
    Sockets.close(try first.duplicate())
  }
}
