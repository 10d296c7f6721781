import type { Content } from '../content/content.ts';

interface QuestionsProps {
  content: Content;
  /** Where help is found; else at the brand's own address. */
  support: string | undefined;
}

/** What people ask before they pay; opens without JavaScript. */
export function Questions({ content: { questions }, support }: QuestionsProps) {
  const way = support ?? `mailto:${questions.email}`;
  const address = /^mailto:([^?]+)/i.exec(way)?.[1];
  const [before, after] = (address === undefined ? questions.contactPage : questions.contact).split('{way}');
  return (
    <section id="questions" class="section questions" aria-labelledby="questions-title">
      <div>
        <h2 id="questions-title">{questions.title}</h2>
        <p class="lead">{questions.lead}</p>
        <p class="fine contact">
          {before}
          <a href={way}>{address ?? questions.page}</a>
          {after}
        </p>
      </div>
      <div>
        {questions.items.map(({ question, answer }) => (
          <details key={question}>
            <summary>{question}</summary>
            {answer.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </details>
        ))}
      </div>
    </section>
  );
}
