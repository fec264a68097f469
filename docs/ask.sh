# What the pages of this folder ask with. Read it in from the project's own folder: . docs/ask.sh

REGISTRY=${REGISTRY:-http://127.0.0.1:4000}
DEMO_ACCOUNTS=${DEMO_ACCOUNTS:-data/demo-accounts.json}

# token <name>: the token of a demo account.
token() {
  node -p 'JSON.parse(fs.readFileSync(process.argv[2])).find(({ name }) => name === process.argv[1]).token' "$1" "$DEMO_ACCOUNTS"
}

# ask <token> <document>: sends a document as the account of that token, and prints the answer without what it cost.
ask() {
  node -p 'JSON.stringify({ query: process.argv[1] })' "$2" |
    curl -sS "$REGISTRY/graphql" -H "authorization: Bearer $1" -H 'content-type: application/json' -d @- |
    node -p 'const { extensions, ...answer } = JSON.parse(fs.readFileSync(0)); JSON.stringify(answer, null, 2)'
}
