// Verifies bundles with a key: node verify.mjs KEY BUNDLE...
// FILE.sigstore.json is the signature of FILE; other bundles have what is signed.
// A bundle names its key only by a hint, so any hint stands for this key.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';

const [key, ...bundles] = process.argv.slice(2);
const root = TrustedRoot.fromJSON({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
});
const trusted = {
  publicKey: createPublicKey(readFileSync(key)),
  validFor: () => true,
};
const verifier = new Verifier(
  toTrustMaterial(root, () => trusted),
  { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
);
for (const file of bundles) {
  const signed = file.endsWith('.sigstore.json') ? readFileSync(file.slice(0, -14)) : undefined;
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(file))), signed));
}
