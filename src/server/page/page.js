/* GraphiQL from our own files. In demo mode the page offers the demo accounts and sets the header for the one chosen. */
(async () => {
  const response = await fetch('/page/demo-accounts.json');
  const accounts = response.ok ? await response.json() : [];
  const { createElement: h, useState } = React;

  const tabs = [
    {
      query: `# Public images in Hong Kong, as anybody may see them.
query FindImages {
  images(filter: { regionId: "ap-hongkong", types: [PUBLIC], platform: "Ubuntu" }, first: 5) {
    totalCount
    nodes {
      id
      name
      architecture
      hourlyFee { amount currency }
    }
  }
}
`,
    },
    {
      query: `# Who am I, and what is left of today? Choose an account above.
query MyQuota {
  viewer {
    account { name kind }
    roles
    quota(regionId: "ap-guangzhou") {
      images { limit used remaining }
      operationsToday { limit used remaining resetsAt }
    }
  }
}
`,
    },
    {
      query: `# My custom and shared images, and what I may do with them.
query MyImages {
  images(filter: { types: [CUSTOM, SHARED] }) {
    nodes {
      id
      name
      type
      region { name }
      viewerCan {
        share { allowed denied { rule message } }
        delete { allowed denied { rule message } }
      }
    }
  }
}
`,
    },
    {
      query: `# As South Harbor this is refused: a shared image can only be launched.
mutation Rename {
  updateImage(input: { imageId: "img-demo-web", name: "mine now" }) {
    __typename
    ... on UpdateImagePayload { image { id name } }
    ... on Denied { rule message limit used resetsAt subjects }
  }
}
`,
    },
  ];

  function Page() {
    const [token, setToken] = useState('');
    const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
    const signed = (params, options) => {
      const headers = { ...(token && { authorization: `Bearer ${token}` }), ...options?.headers };
      return fetcher(params, { ...options, headers });
    };
    const label = document.getElementById('accounts');
    const select = label.querySelector('select');
    if (accounts.length > 0 && select.options.length === 0) {
      select.append(new Option('nobody (anonymous)', ''));
      for (const { name, roles, kind, token } of accounts) {
        select.append(new Option(`${name} (${[kind, ...roles].join(', ').toLowerCase()})`, token));
      }
      select.addEventListener('change', () => setToken(select.value));
      label.hidden = false;
    }
    return h(GraphiQL, { fetcher: signed, defaultTabs: tabs, defaultEditorToolsVisibility: 'headers' });
  }

  ReactDOM.createRoot(document.getElementById('graphiql')).render(h(Page));
})();
