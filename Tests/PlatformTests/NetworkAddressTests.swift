import Platform
import TestSupport
import Testing

@Suite struct NetworkAddressTests {
  /// Python's reading of addresses and networks is the judge.
  @Test func rangesHoldWhatPythonSaysTheyHold() throws {
    let ranges = [
      "10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "192.0.2.128/25", "192.0.2.1/31", "172.16.9.9/12",
      "::/0", "::1", "fd00::/8", "2001:db8::/33", "2001:db8::ff/64", "2001:db8::/63", "fe80::1/127",
    ]
    let addresses = [
      "10.0.0.0", "10.1.2.3", "10.255.255.255", "11.0.0.0", "192.0.2.0", "192.0.2.1",
      "192.0.2.127", "192.0.2.128", "172.16.0.1", "172.32.0.1", "255.255.255.255", "0.0.0.0",
      "127.0.0.1", "::", "::1", "::2", "fd00::1", "fdff:ffff::", "fc00::", "2001:db8::1",
      "2001:db8:8000::", "2001:db8:7fff::", "2001:db8:0:1::", "2001:db8:0:2::", "fe80::", "fe80::1",
      "fe80::2",
    ]
    let program = """
      import ipaddress, sys
      ranges, addresses = [text.split(",") for text in sys.argv[1:]]
      for range in ranges:
        network = ipaddress.ip_network(range, strict=False)
        print(" ".join(a for a in addresses
          if ipaddress.ip_address(a).version == network.version and ipaddress.ip_address(a) in network))
      """
    let judged = try run(
      "python3", ["-c", program, ranges.joined(separator: ","), addresses.joined(separator: ",")])
    try #require(judged.status == 0, "\(judged.stderr)")
    let expected = judged.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    for (text, line) in zip(ranges, expected) {
      let range = try #require(NetworkRange(text))
      let isWhole = text == "::/0"
      let found = try addresses.filter { address in
        // IPv4 is a part of IPv6, so that only `::/0` has more than Python says.
        try range.contains(#require(NetworkAddress(address)))
          && !(isWhole && !address.contains(":"))
      }
      #expect(found == line.split(separator: " ").map(String.init), "\(text)")
    }
  }

  @Test func bothFormsOfAnAddressAreEqual() {
    #expect(NetworkAddress("::ffff:192.0.2.1") == NetworkAddress("192.0.2.1"))
    #expect(NetworkAddress("::ffff:c000:201") == NetworkAddress("192.0.2.1"))
    #expect(NetworkAddress("::ffff:192.0.2.1")?.description == "192.0.2.1")
    #expect(NetworkAddress("2001:DB8:0:0::1")?.description == "2001:db8::1")
    #expect(NetworkAddress("::192.0.2.1") != NetworkAddress("192.0.2.1"))
    let range = NetworkRange("::ffff:10.0.0.0/104")
    #expect(NetworkAddress("10.9.9.9").map { range?.contains($0) } == true)
    #expect(NetworkAddress("11.9.9.9").map { range?.contains($0) } == false)
  }

  @Test(arguments: [
    "", " ", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "1.2.3.4\0", ":", ":::", "::1%lo",
    "[::1]", "1.2.3.4:80", "x", "12345::",
  ])
  func anythingElseIsNone(_ text: String) {
    #expect(NetworkAddress(text) == nil && NetworkRange(text) == nil)
  }
}
