/** Knowledge articles. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { AdminOnly } from '../http/access';
import { Checked, Id } from '../http/checked';
import {
  ArticleChange,
  ArticleEdit,
  ArticlePage,
  ArticleRestore,
  ArticleVersionPage,
  ArticleView,
  PageQuery,
} from '../http/contract';
import { Describe } from '../http/describe';
import { Articles } from './articles';

const Revision = new Checked(z.coerce.number().int().min(1).max(1_000_000_000));

@Controller('api/admin/articles')
@AdminOnly()
export class ArticlesController {
  constructor(private readonly articles: Articles) {}

  @Get()
  @Describe({ summary: 'Articles, newest first', answer: ArticlePage })
  list(
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof ArticlePage>> {
    return this.articles.list(cursor, limit);
  }

  @Post()
  @Describe({ summary: 'Add an article', status: 201, answer: ArticleView })
  create(@Me() me: SignedIn, @Body(new Checked(ArticleEdit)) edit: ArticleEdit): Promise<ArticleView> {
    return this.articles.create(me, edit);
  }

  @Put(':id')
  @Describe({ summary: 'Change an article; refused when somebody changed it meanwhile', answer: ArticleView })
  edit(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Body(new Checked(ArticleChange)) { basedOn, ...edit }: z.infer<typeof ArticleChange>,
  ): Promise<ArticleView> {
    return this.articles.edit(me, id, edit, basedOn);
  }

  @Get(':id/versions')
  @Describe({ summary: 'All versions of an article with who changed what, newest first', answer: ArticleVersionPage })
  versions(
    @Param('id', Id) id: string,
    @Query(new Checked(PageQuery)) { cursor, limit }: z.infer<typeof PageQuery>,
  ): Promise<z.infer<typeof ArticleVersionPage>> {
    return this.articles.versions(id, cursor, limit);
  }

  @Post(':id/versions/:revision/restore')
  @HttpCode(200)
  @Describe({ summary: 'Bring an older version back, as a new one', answer: ArticleView })
  restore(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Param('revision', Revision) revision: number,
    @Body(new Checked(ArticleRestore)) { basedOn }: z.infer<typeof ArticleRestore>,
  ): Promise<ArticleView> {
    return this.articles.restore(me, id, revision, basedOn);
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({ summary: 'Delete an article; to keep it unused, make it inactive instead' })
  remove(@Me() me: SignedIn, @Param('id', Id) id: string): Promise<void> {
    return this.articles.remove(me, id);
  }
}
