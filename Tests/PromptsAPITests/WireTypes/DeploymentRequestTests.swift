import CanonicalJSON
import PromptsAPI
import Testing

/// What requests on deployments may hold, by the readers and by the document's schemas.
@Suite struct DeploymentRequestTests {
  private static let id = "c3a1d5f0-7b2e-5f64-9d18-0e6b4a2c9f37"
  private static let digits = String(repeating: "5f5a0023", count: 8)

  private func rollback(
    _ id: String, _ hash: String
  ) throws(FormatError) -> DeploymentRollbackRequest {
    try DeploymentRollbackRequest(["deployment_id": .string(id), "rollback_to_hash": .string(hash)])
  }

  @Test func idsAreReadInAnyCase() throws {
    for id in [Self.id, Self.id.uppercased(), Self.id.replacing("-", with: "")] {
      #expect(try rollback(id, Self.digits).deploymentID == Self.id)
    }
    for id in ["", "x", Self.id + " ", Self.id.replacing("-", with: "_"), "\u{e9}" + Self.id] {
      #expect { try rollback(id, Self.digits) } throws: { error in
        (error as? FormatError)?.member == "deployment_id"
      }
    }
  }

  @Test func hashesAreReadWithAndWithoutTheirAlgorithm() throws {
    for digits in [Self.digits, "5f5a0023", "5f5a00236"] {
      for hash in [digits, "sha256:" + digits] {
        #expect(try rollback(Self.id, hash).rollbackToHash == digits)
      }
    }
    let none = try DeployRequest([
      "prompt_id": "p", "environment": "e", "expected_hash": "none",
    ])
    #expect(none.expectedHash == "none")
  }

  @Test func theSchemasTakeTheSameHashes() throws {
    let hashes = [
      Self.digits, "sha256:\(Self.digits)", "5f5a0023", "none", "", "string", "5f5a002",
      "5F5A0023", "sha256:", "sha256:sha256:5f5a0023", Self.digits + "0", "5f5a0023\n",
    ]
    for member in ["version_hash", "expected_hash"] {
      let values: [JSONObject] = hashes.map {
        ["prompt_id": "p", "environment": "e", member: .string($0)]
      }
      let complaints = try SchemaJudge.complaints(values.map { ("DeployRequest", $0) })
      for (value, complaint) in zip(values, complaints) where value[member] != "5f5a0023\n" {
        let isRead = (try? DeployRequest(value)) != nil
        #expect((complaint == nil) == isRead, "\(value): \(complaint ?? "fits")")
      }
      #expect((try? DeployRequest(values.last ?? [:])) == nil)
    }
  }

  @Test func oneVersionIsNamedAtMost() {
    #expect(
      throws: FormatError(
        "version_hash", "'version_hash' and 'version' both name the version: give one of them")
    ) {
      try DeployRequest([
        "prompt_id": "p", "environment": "e", "version": 1, "version_hash": "5f5a0023",
      ])
    }
  }

  @Test func anEmptyReasonIsNone() throws {
    let request = try DeployRequest([
      "prompt_id": "p", "environment": "e", "reason": "", "version": .null,
      "acknowledged_variables": .null,
    ])
    #expect(request == DeployRequest(promptID: "p", environment: "e"))
  }
}
