/**
 * Tree heads signed by other implementations.
 * `log` is the test tree of the Sunlight log (its published test data); `sth` is a get-sth reply (RFC 6962 §4.3) of a
 * public log in May 2020, whose signature is the same structure.
 */
export const logCheckpoint = {
  text: `rome2026h1.example.org
300
lCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=

— rome2026h1.example.org kVB1JgAAAZtxtEwABAMARzBFAiEAi+mTa2xjL1IdWpH82OeciGsGvwRAP+f1WkfKaSZCfFECIHoNPZ/Q3y6UNzvKOO9cuLr6V16vPNfhwhle9f6r5H/Z
`,
  origin: 'rome2026h1.example.org',
  key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPIcer7RB32jt4bTEbhgUKLKvOctFD+I2hoDItFxUBlJiGFvftBuRk3fO7e1T7gC2ekyfL7XoO2oN/ObcZyc4EA==',
  keyId: 0x91507526,
  timestampMs: 1_767_139_200_000,
};

export const signedTreeHead = {
  size: 90_785_920,
  root: 'l+XrWXWRyp4SmATORgTfz4CcYS/VlE7CeTuWI0FAk3o=',
  timestampMs: 1_588_741_228_371,
  digitallySigned:
    'BAMASDBGAiEAnaHGuwnyyHWvrfgEn3qtl1j2heMzocku6ZAItYD75m8CIQCpotlpH5GEPEfMMzky72BCuIl14FB65t5SWZ91vgTQOg==',
  key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESYlKFDLLFmA9JScaiaNnqlU8oWDytxIYMfswHy9Esg0aiX+WnP/yj4O0ViEHtLwbmOQeSWBGkIu9YK9CLeer+g==',
};
